"""What appeals plug into earlier rooms."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Count, Min
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mourafaka.applying import sockets as applying
from mourafaka.calls.sockets import moved, panels
from mourafaka.foundations import sockets
from mourafaka.foundations.formats import format_date
from mourafaka.registry.sockets import Moment, moments
from mourafaka.selection.plugs import only_about
from mourafaka.selection.sockets import accepted_appeals


def told_of_step(application: Any, verb: str, actor: Any) -> None:
    """A rejection has its letter at once; taken back before the letter left, it is not told."""
    from mourafaka.appeals.models import Letter
    from mourafaka.appeals.services.letters import cancel_rejection, write_rejection

    if verb == "reject":
        write_rejection(application, actor=actor, reason=application.reason_of_step)
    elif verb == "admit" and Letter.objects.of_rejection(application).held().exists():
        cancel_rejection(application, actor=actor)


def accepted_of_call(call: Any) -> list[Any]:
    """The accepted appeals that ran the rules again, in the order of their minutes."""
    from mourafaka.appeals.models import Appeal
    from mourafaka.appeals.services.running_again import correction_of, told_of
    from mourafaka.foundations.journal import reference
    from mourafaka.selection.models import Minute
    from mourafaka.selection.queries.remaining import Accepted

    numbers = dict(Minute.objects.filter(call=call).exclude(about="").values_list("about", "number"))
    appeals = Appeal.objects.filter(application__call=call, state="accepted").select_related("application")
    found = [(numbers[reference(each)], each) for each in appeals if reference(each) in numbers]
    return [
        Accepted(
            each.outcome["application"], each.application.number, correction_of(each), told_of(each, number)
        )
        for number, each in sorted(found, key=lambda pair: pair[0])
    ]


# --- The cooperative's page ---


def decision_panel(application: Any, user: Any) -> SafeString | None:
    """First on the follow page: what was decided, its figures, what would have changed it, how to contest."""
    from mourafaka.appeals.queries.told import told

    found = told(application, user)
    return render_to_string("appeals/decision.html", {"told": found}) if found else None


def whose_turn(application: Any, user: Any) -> str | None:
    from mourafaka.appeals.models import Appeal

    appeal = Appeal.objects.under_way().filter(application=application).first()
    if appeal is None:
        return None
    return _("We examine what you contest. You get a reasoned answer before the end of %(due)s.") % {
        "due": format_date(appeal.answer_due_on)
    }


def decision_told(application: Any) -> bool | None:
    from mourafaka.appeals.queries import contest

    return contest.decision_told(application) or None


def timeline(application: Any, user: Any) -> list[Moment]:
    """The decision and its notification, the appeal and its answer, a withdrawal."""
    from mourafaka.appeals.queries.contest import appeals_of, contest

    found = contest(application)
    told = _decided(application)
    if found.notified_on:
        told.append(Moment(found.notified_on, _("You were notified of the decision")))
    for appeal in appeals_of(application):
        told.append(Moment(appeal.received_on, _("You contested the decision"), tone="due"))
        if appeal.answered_at and not appeal.letter_held:
            told.append(
                Moment(
                    timezone.localdate(appeal.answered_at),
                    _("Your appeal was answered: %(state)s") % {"state": appeal.get_state_display()},
                    tone=appeal.tone,
                )
            )
    return told


def _decided(application: Any) -> list[Moment]:
    from mourafaka.appeals.queries.contest import decision_told
    from mourafaka.selection.models import Decision, Withdrawal

    decision = Decision.objects.filter(application=application).select_related("session").first()
    told = []
    if decision is not None and decision_told(application):
        words = _("The committee decided: %(outcome)s") % {"outcome": decision.get_decided_display()}
        told.append(Moment(decision.session.held_on, words, tone=decision.decided))
    left = Withdrawal.objects.filter(application=application).first()
    if left is not None:
        told.append(
            Moment(timezone.localdate(left.recorded_at), _("You gave up your place"), tone="withdrawn")
        )
    return told


# --- The staff's pages ---


def appeal_of_application(application: Any, user: Any) -> SafeString | None:
    """On the page of an application: its appeals with their clock, and what may still be contested until when."""
    from mourafaka.appeals.queries.contest import appeals_of, contest

    if not rules.has_perm("appeals.enter_queue", user):
        return None
    context = {
        "appeals": appeals_of(application),
        "contest": contest(application),
        "application": application,
    }
    if not context["appeals"] and not context["contest"].against:
        return None
    return render_to_string("appeals/panel.html", context)


def queue_link(user: Any) -> dict[str, Any] | None:
    if not rules.has_perm("appeals.enter_queue", user):
        return None
    return {"label": _("Appeals"), "url": reverse("appeals:queue")}


def what_awaits(user: Any) -> SafeString | None:
    from mourafaka.appeals.models import Appeal

    if not rules.has_perm("appeals.take", user):
        return None
    seen = Appeal.objects.visible_to(user).order_by()
    awaited = {
        "late": seen.late(),
        "mine": seen.owed().filter(examiner=user),
        "nobody": seen.under_way().filter(examiner=None),
    }
    counted = {
        name: due.aggregate(count=Count("pk"), first=Min("answer_due_on")) for name, due in awaited.items()
    }
    context = {name: found for name, found in counted.items() if found["count"]}
    return render_to_string("appeals/home.html", context) if context else None


def own_messages(messages: Any, user: Any) -> Any:
    """Messages about appeals and their letters are seen by who sees the application."""
    from mourafaka.appeals.models import Appeal, Letter
    from mourafaka.calls.models import Application

    visible = Application.objects.visible_to(user).order_by().values("pk")
    letters = Letter.objects.filter(application__in=visible)
    return only_about(only_about(messages, letters), Appeal.objects.filter(application__in=visible))


def moments_of_cooperative(cooperative: Any, user: Any) -> list[Moment]:
    from mourafaka.appeals.models import Appeal

    seen = Appeal.objects.visible_to(user).filter(application__cooperative=cooperative)
    staff = rules.has_perm("appeals.enter_queue", user)
    return [
        Moment(
            appeal.received_on,
            _("Appeal: %(state)s") % {"state": appeal.get_state_display()},
            appeal.application.number,
            reverse("appeals:appeal", args=[appeal.pk]) if staff else "",
            appeal.tone,
        )
        for appeal in seen.select_related("application")
    ]


def plug_in() -> None:
    moved.plug("appeals", told_of_step, order=200)
    accepted_appeals.plug("appeals", accepted_of_call)
    applying.follow.plug("appeals", decision_panel, order=1)
    applying.turns.plug("appeals", whose_turn, order=5)
    applying.told.plug("appeals", decision_told)
    applying.moments.plug("appeals", timeline)
    panels.plug("appeals", appeal_of_application, order=6)
    sockets.navigation.plug("appeals", queue_link, order=55)
    sockets.home.plug("appeals", what_awaits, order=7)
    sockets.outbox_visibility.plug("appeals", own_messages)
    moments.plug("appeals", moments_of_cooperative, order=25)
