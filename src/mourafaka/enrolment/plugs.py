"""What the enrolment plugs into earlier rooms, and into its own page."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mourafaka.calls.sockets import call_links
from mourafaka.enrolment import sockets as own
from mourafaka.foundations import sockets
from mourafaka.foundations.formats import format_date
from mourafaka.registry import sockets as registry
from mourafaka.registry.sockets import Moment
from mourafaka.selection import sockets as selection


def own_cooperatives(seen: Q, user: Any) -> Q:
    """A coach sees the cooperatives of her assignments in force."""
    from mourafaka.enrolment.models import CoachAssignment

    if "coach" not in user.roles():
        return seen
    mine = CoachAssignment.objects.in_force().filter(coach=user).values("enrolment__cooperative")
    return seen | Q(pk__in=mine)


def who_advises(cooperatives: list[int]) -> list[tuple[int, int]]:
    """Whoever coaches or coached a cooperative never marks it."""
    from mourafaka.enrolment.models import CoachAssignment

    rows = CoachAssignment.objects.filter(enrolment__cooperative__in=cooperatives)
    return list(rows.values_list("coach_id", "enrolment__cooperative_id").distinct())


def moments(cooperative: Any, user: Any) -> list[Moment]:
    """Every step of the accompaniment and every coach, for who sees the enrolment."""
    from mourafaka.enrolment.enums import EXITS, STEPS
    from mourafaka.enrolment.models import CoachAssignment, Enrolment, PhaseChange

    seen = Enrolment.objects.visible_to(user).filter(cooperative=cooperative)
    told = []
    for change in PhaseChange.objects.filter(enrolment__in=seen).select_related("enrolment"):
        why = [change.get_reason_display(), change.note]
        told.append(
            Moment(
                change.on,
                STEPS.get(change.verb, change.verb),
                " · ".join(word for word in why if word),
                reverse("enrolment:enrolment", args=[change.enrolment.number]),
                "refused" if change.phase in EXITS else "due" if change.verb == "suspend" else "done",
            )
        )
    given = CoachAssignment.objects.filter(enrolment__in=seen).select_related("enrolment", "coach")
    told += [
        Moment(
            each.starts_on,
            _("Coach: %(name)s") % {"name": each.coach},
            each.reason,
            reverse("enrolment:enrolment", args=[each.enrolment.number]),
        )
        for each in given
    ]
    told += [
        Moment(
            enrolment.service_ends_on,
            _("End of the service"),
            _("Planned, after the months that began on %(day)s.")
            % {"day": format_date(enrolment.service_starts_on)},
            reverse("enrolment:enrolment", args=[enrolment.number]),
            "due",
        )
        for enrolment in seen
        if enrolment.is_under_way
    ]
    return told


def navigation(user: Any) -> dict[str, Any] | None:
    if not rules.has_perm("enrolment.view_enrolment", user):
        return None
    return {"label": _("Accompaniment"), "url": reverse("enrolment:list")}


def enrol_link(call: Any, user: Any) -> dict[str, Any] | None:
    if call.state not in ("decided", "published") or not rules.has_perm("enrolment.enrol_call", user):
        return None
    return {
        "label": _("Enrolment"),
        "url": reverse("enrolment:enrol_call", args=[call.code]),
        "text": _("The selected cooperatives become accompanied ones, under their lot and its contract."),
    }


def waiting(user: Any) -> SafeString | None:
    """On the home page of who enrols: the calls with selected cooperatives nobody enrolled yet."""
    from mourafaka.enrolment.queries.lists import waiting_to_enrol

    if not rules.has_perm("enrolment.enrol_call", user):
        return None
    found = waiting_to_enrol(user)
    return render_to_string("enrolment/home.html", {"waiting": found}) if found else None


def plug_all() -> None:
    from mourafaka.enrolment.queries import alerts, page

    registry.visibility.plug("coaches", own_cooperatives, order=10)
    registry.moments.plug("enrolment", moments, order=40)
    selection.ties.plug("coaches", who_advises)
    sockets.navigation.plug("enrolment", navigation, order=55)
    sockets.home.plug("enrolment", waiting, order=30)
    call_links.plug("enrolment", enrol_link, order=40)
    own.alerts.plug("enrolment", alerts.own_alerts, order=10)
    own.next_steps.plug("agreement", page.agreement_step, order=10)
    own.next_steps.plug("coach", page.coach_step, order=20)
    own.next_steps.plug("closing", page.closing_step, order=900)
