"""What instruction plugs into earlier rooms."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import rules
from django.db.models import Count, Min, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mourafaka.applying import sockets as applying
from mourafaka.calls.sockets import lending, moved, panels
from mourafaka.foundations import clock, sockets
from mourafaka.instruction.enums import CorrectionKind
from mourafaka.instruction.routing import follow
from mourafaka.registry.sockets import Moment, moments

NOT_ADMITTED = ("draft", "submitted", "incomplete", "inadmissible", "withdrawn")


def asked_of(user: Any) -> Q:
    """Whoever is asked an opinion sees that application."""
    from mourafaka.instruction.models import Opinion

    asked = Opinion.objects.exclude(state="cancelled").filter(asked_of=user)
    return Q(pk__in=asked.values("case__application"))


def queue_link(user: Any) -> dict[str, Any] | None:
    if not rules.has_perm("instruction.enter_queue", user):
        return None
    return {"label": _("Instruction"), "url": reverse("instruction:queue")}


def what_awaits(user: Any) -> SafeString | None:
    """On the home page: the cases of this person that run late or soon, and the opinions asked of them."""
    from mourafaka.instruction.models import Case, Opinion

    owed = Opinion.objects.visible_to(user).owed().filter(asked_of=user)
    awaited = {"owed": _counted(owed)}
    if rules.has_perm("instruction.handle_case", user):
        seen = Case.objects.visible_to(user)
        awaited |= {
            "mine": _counted(seen.under_way().filter(officer=user)),
            "late": _counted(seen.at("late")),
        }
    context = {name: found for name, found in awaited.items() if found["count"]}
    if not context:
        return None
    return render_to_string("instruction/home.html", context)


def _counted(due: QuerySet[Any]) -> dict[str, Any]:
    """How many, and the day of the first one due."""
    return due.order_by().aggregate(count=Count("pk"), first=Min("due_on"))


def own_exchange(application: Any, user: Any) -> SafeString | None:
    """On the page of an application: the way to its instruction, or for the cooperative to what is asked."""
    from mourafaka.instruction.models import Case, Correction

    case = Case.objects.filter(application=application).first()
    if case is None:
        return None
    if rules.has_perm("instruction.enter_queue", user):
        url, waiting = reverse("instruction:case", args=[application.number]), 0
    elif rules.has_perm("instruction.exchange", user, application):
        url = reverse("instruction:shared", args=[application.number])
        waiting = Correction.objects.filter(case=case).waiting().count()
    else:
        return None
    staff = rules.has_perm("instruction.enter_queue", user)
    return render_to_string("instruction/panel.html", {"url": url, "waiting": waiting, "staff": staff})


def what_is_asked(application: Any, user: Any) -> list[dict[str, Any]] | None:
    """For the follow page of the cooperative: each thing to complete, and where it is answered."""
    from mourafaka.instruction.models import Correction
    from mourafaka.instruction.targets import targets_of

    waiting = Correction.objects.visible_to(user).waiting().filter(case__application=application)
    asked = [line for line in waiting if line.due_on >= clock.today()]
    names = targets_of(application) if asked else {}
    url = reverse("instruction:shared", args=[application.number])
    return [
        {"label": names.get(line.target, line.target), "url": url, "text": line.asked} for line in asked
    ] or None


def timeline(application: Any, user: Any) -> list[Moment]:
    """For the follow page: what was asked and answered, and that the conditions were found to hold or not."""
    from mourafaka.instruction.models import Case, Correction
    from mourafaka.instruction.targets import targets_of

    case = Case.objects.filter(application=application).first()
    lines = list(Correction.objects.filter(case=case).exclude(state="cancelled")) if case else []
    names = targets_of(application) if lines else {}
    told = []
    for line in lines:
        what = {"what": names.get(line.target, line.target)}
        told.append(Moment(_day(line.asked_at), _("We asked you to complete: %(what)s") % what, tone="due"))
        if line.answered_at:
            told.append(Moment(_day(line.answered_at), _("You answered: %(what)s") % what, tone="done"))
    if case and case.completed_at and application.state != "withdrawn":
        words, tone = _("Your application was found complete and admissible"), "done"
        if application.state == "inadmissible":
            words, tone = _("Your application was declared not admissible"), "refused"
        told.append(Moment(_day(case.completed_at), words, tone=tone))
    return told


def _day(moment: Any) -> Any:
    return timezone.localdate(moment)


def whose_turn(application: Any, user: Any) -> str | None:
    """It is the cooperative's turn as long as something is asked of it."""
    return _("It is your turn") if what_is_asked(application, user) else None


def admitted(cooperative: Any, user: Any) -> list[Moment]:
    """The day an application was found complete and admissible, for who sees it."""
    from mourafaka.calls.models import Application
    from mourafaka.instruction.models import Case

    seen = (
        Application.objects.visible_to(user).filter(cooperative=cooperative).exclude(state__in=NOT_ADMITTED)
    )
    cases = Case.objects.filter(application__in=seen, completed_at__isnull=False).select_related(
        "application"
    )
    return [
        Moment(
            timezone.localdate(case.completed_at),
            _("Application admissible"),
            case.application.number,
            reverse("calls:application", args=[case.application.number]),
            "done",
        )
        for case in cases
    ]


def ask_for_what_was_promised(application: Any, draft: Any, actor: Any) -> None:
    """Documents the applicant said it cannot give yet are asked of it for the days it named."""
    from mourafaka.applying.queries.documents import promised
    from mourafaka.instruction.models import Case
    from mourafaka.instruction.services import ask_corrections
    from mourafaka.people.services import machine

    for day, lines in groupby(promised(draft), key=lambda line: line.by):
        asked = [
            {"target": f"documents:{line.kind_id}", "kind": CorrectionKind.MISSING, "text": line.reason}
            for line in lines
        ]
        case = Case.objects.get(application=application)
        ask_corrections(case, actor=machine(), asked=asked, due_on=day)


def plug_in() -> None:
    moments.plug("instruction", admitted, order=15)
    moved.plug("instruction", follow)
    applying.submitted.plug("instruction", ask_for_what_was_promised, order=10)
    applying.follow.plug("instruction", own_exchange, order=10)
    applying.corrections.plug("instruction", what_is_asked)
    applying.turns.plug("instruction", whose_turn, order=10)
    applying.moments.plug("instruction", timeline, order=10)
    lending.plug("instruction opinions", asked_of)
    panels.plug("instruction", own_exchange, order=5)
    sockets.navigation.plug("instruction", queue_link, order=47)
    sockets.home.plug("instruction", what_awaits, order=5)
