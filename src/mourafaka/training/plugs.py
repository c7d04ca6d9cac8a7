"""What the training plugs into earlier rooms."""

from __future__ import annotations

from datetime import date
from typing import Any

import rules
from django.urls import reverse
from django.utils.translation import gettext as _

from mourafaka.enrolment.enums import AlertCode
from mourafaka.enrolment.sockets import Alert
from mourafaka.registry.sockets import Moment
from mourafaka.territory.sockets import Panel


def navigation(user: Any) -> dict[str, Any] | None:
    if not rules.has_perm("training.view_sessions", user):
        return None
    speaks_only = user.roles() <= {"cooperative"}
    page = "training:invitations" if speaks_only else "training:sessions"
    return {"label": _("Training"), "url": reverse(page)}


def panel(enrolment: Any, user: Any) -> Panel | None:
    """Modules attended, 4 of 6…"""
    from mourafaka.training.queries.presence import attended_by

    if not rules.has_perm("enrolment.view_enrolment", user, enrolment):
        return None
    context = {"attended": attended_by(enrolment)}
    return Panel(_("Training"), "training/enrolment_panel.html", context)


def next_step(enrolment: Any, user: Any) -> dict[str, Any] | None:
    """The nearest session where it has places: to answer, or to attend."""
    from mourafaka.training.queries.mine import next_invitation

    invitation = next_invitation(enrolment)
    if invitation is None or not rules.has_perm("training.view_sessions", user):
        return None
    label = _("Answer the training invitation") if invitation.state == "invited" else _("Attend the training")
    return {
        "label": f"{label}: {invitation.session.module.title}",
        "url": reverse("training:invitation", args=[invitation.pk]),
        "due": invitation.session.starts_on,
    }


def moments(cooperative: Any, user: Any) -> list[Moment]:
    """Sessions convened, held or cancelled to which it was invited, and its certificates."""
    from mourafaka.training.models import Certificate, Invitation

    rows = Invitation.objects.visible_to(user).filter(enrolment__cooperative=cooperative)
    told = rows.exclude(session__state="planned").exclude(state="waiting").for_lists()
    found = [
        Moment(
            each.session.starts_on,
            _("Training: %(module)s") % {"module": each.session.module.title},
            f"{each.session.get_state_display()} · {each.session.place}",
            reverse("training:invitation", args=[each.pk]),
            each.session.tone,
        )
        for each in told
    ]
    certificates = Certificate.objects.visible_to(user).in_force()
    own = certificates.filter(attendee__participant__enrolment__cooperative=cooperative)
    by_day: dict[tuple[date, str], int] = {}
    for day, code in own.values_list("issued_on", "module_code"):
        by_day[day, code] = by_day.get((day, code), 0) + 1
    found += [
        Moment(
            day, _("Certificates of %(module)s: %(count)s") % {"module": code, "count": count}, tone="done"
        )
        for (day, code), count in by_day.items()
    ]
    return found


def alerts(enrolments: Any, on: date) -> list[Alert]:
    """So many sessions missed (two, or what a manager says), of modules it has not attended since."""
    from mourafaka.enrolment.queries.alerts import threshold
    from mourafaka.training.queries.presence import missed

    most = threshold(AlertCode.MISSED_SESSIONS)
    found = []
    for enrolment, modules in missed(enrolments, compulsory_only=False).items():
        past = sorted((day, code) for code, days in modules.items() for day in days if day <= on)
        if len(past) >= most:
            codes = sorted({code for _day, code in past})
            sentence = _("Training sessions missed: %(count)s (%(modules)s).")
            facts = {"count": len(past), "modules": ", ".join(codes)}
            url = reverse("training:sessions") + f"?module={codes[0]}"
            found.append(
                Alert(AlertCode.MISSED_SESSIONS, enrolment, past[most - 1][0], sentence % facts, url)
            )
    return found


def give_places_back(enrolment: Any, actor: Any, on: date) -> None:
    """Inside the act that ends an accompaniment."""
    from mourafaka.training.services.invitations import leave_sessions_to_come

    leave_sessions_to_come(enrolment, actor, on)


def plug() -> None:
    from mourafaka.enrolment import sockets as enrolment
    from mourafaka.foundations import sockets
    from mourafaka.registry import sockets as registry

    sockets.navigation.plug("training", navigation, order=65)
    enrolment.panels.plug("training", panel, order=40)
    enrolment.next_steps.plug("training", next_step, order=40)
    enrolment.alerts.plug("training", alerts, order=40)
    enrolment.ended.plug("training", give_places_back)
    registry.moments.plug("training", moments, order=60)
