"""What the selection plugs into earlier rooms."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import CharField, Count, Q, Value
from django.db.models.functions import Cast, Concat
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mourafaka.calls.sockets import call_links, holding, withholding
from mourafaka.foundations import sockets
from mourafaka.registry.sockets import Moment, moments


def conflicts_and_readings(user: Any) -> Q:
    """Whoever declared a conflict on an application sees it nowhere: no role is above that.

    An application one owes a blind reading of is withheld too: it is read on the reading page, without names.
    """
    from mourafaka.selection.models import Assignment, ConflictDeclaration

    declared = ConflictDeclaration.objects.conflicts().filter(person=user).values("application")
    owed = Assignment.objects.owed().filter(reviewer=user).values("application")
    return Q(pk__in=declared) | Q(pk__in=owed)


def readings_link(user: Any) -> dict[str, Any] | None:
    if not rules.has_perm("selection.enter_readings", user):
        return None
    return {"label": _("Readings"), "url": reverse("selection:readings")}


def what_awaits(user: Any) -> SafeString | None:
    """On the home page of a reader: the next reading, one press away."""
    from mourafaka.selection.queries import review

    if not rules.has_perm("selection.review_application", user):
        return None
    queues = [queue for queue in review.queues(user) if queue.owed or queue.undeclared]
    return render_to_string("selection/review/home.html", {"queues": queues}) if queues else None


def readings_of_call(call: Any, user: Any) -> dict[str, Any] | None:
    if not rules.has_perm("selection.view_progress", user):
        return None
    return {
        "label": _("Readings"),
        "url": reverse("selection:progress", args=[call.code]),
        "text": _("Who reads what, how far they are, and how severe each reader is."),
    }


def readings_given(application: Any) -> str | None:
    """An application shared out to readers stays admissible."""
    from mourafaka.selection.models import Assignment

    given = Assignment.objects.of_applications([application]).in_force().exists()
    return _("It is already shared out to readers.") if given else None


def plug_review() -> None:
    holding.plug("readings", readings_given)
    sockets.navigation.plug("readings", readings_link, order=50)
    sockets.home.plug("readings", what_awaits, order=10)
    call_links.plug("readings", readings_of_call, order=20)
    withholding.plug("selection", conflicts_and_readings)


# --- Choice and committee ---


def choice_of_call(call: Any, user: Any) -> dict[str, Any] | None:
    if call.state in ("draft", "open") or not rules.has_perm("selection.view_board", user, call):
        return None
    return {
        "label": _("Choice"),
        "url": reverse("selection:board", args=[call.code]),
        "text": _("What the rules propose, what the committee decides, and why."),
    }


def choice_awaits(user: Any) -> SafeString | None:
    """On the home page of the committee: the calls whose choice is under way."""
    from mourafaka.calls.models import Call

    if not rules.has_perm("selection.view_board", user):
        return None
    calls = (
        Call.objects.visible_to(user)
        .filter(state__in=["closed", "decided", "published"])
        .select_related("cohort")
    )
    mine = [call for call in calls if rules.has_perm("selection.view_board", user, call)]
    return render_to_string("selection/committee/home.html", {"calls": mine}) if mine else None


def outbox_link(user: Any) -> dict[str, Any] | None:
    if not rules.has_perm("foundations.view_outbox", user):
        return None
    return {"label": _("Outbox"), "url": reverse("foundations:outbox")}


def public_cohorts(request: Any) -> SafeString | None:
    from mourafaka.selection.queries.public import IN_COHORT, decided_cohorts

    in_cohort = Count("calls__applications", filter=Q(calls__applications__state__in=IN_COHORT))
    cohorts = list(decided_cohorts().annotate(chosen_count=in_cohort))
    return render_to_string("selection/public/home.html", {"cohorts": cohorts}) if cohorts else None


def own_letters(messages: Any, user: Any) -> Any:
    """Messages about applications are seen by who sees the application."""
    from mourafaka.calls.models import Application
    from mourafaka.selection.models import Letter

    visible = Application.objects.visible_to(user)
    letters = Letter.objects.filter(application__in=visible.order_by().values("pk"))
    return only_about(only_about(messages, visible), letters)


def only_about(messages: Any, seen: Any) -> Any:
    """Without the messages about records of this kind that are not among those `seen`."""
    prefix = f"{seen.model._meta.label_lower}:"
    named = seen.annotate(ref=Concat(Value(prefix), Cast("pk", CharField()), output_field=CharField()))
    return messages.filter(~Q(about__startswith=prefix) | Q(about__in=named.order_by().values("ref")))


def decisions_of_cooperative(cooperative: Any, user: Any) -> list[Moment]:
    """What the committee decided, and when the letter said so, for who sees the application."""
    from mourafaka.calls.models import Application
    from mourafaka.selection.models import Decision, Letter

    seen = Application.objects.visible_to(user).filter(cooperative=cooperative)
    decisions = Decision.objects.filter(application__in=seen).select_related("session", "application")
    told = [
        Moment(
            decision.session.held_on,
            _("Decision of the committee: %(outcome)s") % {"outcome": decision.get_decided_display()},
            decision.application.number,
            reverse("calls:application", args=[decision.application.number]),
            decision.decided,
        )
        for decision in decisions
    ]
    letters = Letter.objects.filter(application__in=seen).select_related("application")
    told += [
        Moment(
            timezone.localdate(letter.issued_at),
            _("Letter: %(outcome)s") % {"outcome": letter.get_outcome_display()},
            letter.application.number,
            reverse("selection:letter", args=[letter.pk])
            if rules.has_perm("selection.view_letters", user, letter.application)
            else "",
        )
        for letter in letters
    ]
    return told


def plug_choice() -> None:
    sockets.navigation.plug("outbox", outbox_link, order=80)
    sockets.home.plug("choice", choice_awaits, order=20)
    sockets.public_home.plug("cohorts", public_cohorts, order=10)
    sockets.outbox_visibility.plug("applications", own_letters)
    call_links.plug("choice", choice_of_call, order=30)
    moments.plug("selection", decisions_of_cooperative, order=20)
