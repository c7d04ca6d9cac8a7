"""What the pages of instruction read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from mourafaka.calls import gates
from mourafaka.calls.models import Application
from mourafaka.foundations import clock
from mourafaka.foundations.refusals import Refused
from mourafaka.instruction.enums import CORRECTION_DAYS, OPEN_STATES, BatchKind, Clock
from mourafaka.instruction.models import Case, Correction, Message, Opinion, Pace
from mourafaka.instruction.targets import targets_of
from mourafaka.people.models import Mandate, User


@dataclass(frozen=True)
class Tally:
    """A count of the queue, and the query that shows exactly those rows."""

    label: Any
    query: str
    count: int


def counts(user: User) -> list[Tally]:
    """The queue of this person in one query: by clock, mine, nobody's."""
    today = Case.objects.visible_to(user).with_clock()
    under_way = Q(application__state__in=OPEN_STATES)
    found = today.aggregate(
        all=Count("pk", filter=under_way),
        mine=Count("pk", filter=under_way & Q(officer=user)),
        nobody=Count("pk", filter=under_way & Q(officer=None)),
        **{where: Count("pk", filter=Q(clock_at=where)) for where in Clock.values},
    )
    first = [
        Tally(_("Under way"), "", found["all"]),
        Tally(_("Mine"), "officer=me", found["mine"]),
        Tally(_("Nobody’s"), "officer=none", found["nobody"]),
    ]
    return first + [Tally(Clock(where).label, f"clock={where}", found[where]) for where in Clock.values]


def officers_for(user: User, cases: Sequence[Case]) -> list[User]:
    """Who may be given these cases: managers and delegates in force whose territory covers all of them."""
    codes = {case.application.cooperative.province_id for case in cases}
    mandates = Mandate.objects.in_force().filter(role__in=("manager", "delegate"), user__is_active=True)
    found: dict[int, tuple[User, set[str]]] = {}
    for mandate in mandates.select_related("user"):
        _user, covered = found.setdefault(mandate.user_id, (mandate.user, set()))
        covered |= {code for code in codes if mandate.covers(code)}
    people = [person for person, covered in found.values() if covered == codes]
    return sorted(people, key=lambda person: (person != user, str(person)))


def correction_due(case: Case) -> date:
    """The date proposed: the days the call gives from today."""
    pace = Pace.objects.filter(call=case.application.call_id).first()
    return clock.today() + timedelta(days=pace.correction_days if pace else CORRECTION_DAYS)


@dataclass(frozen=True)
class CorrectionLine:
    record: Correction
    label: str
    late: bool


def corrections_of(case: Case) -> list[CorrectionLine]:
    """Every correction ever asked, the latest first; nothing is erased."""
    names = targets_of(case.application)
    rows = case.corrections.select_related("asked_by", "answered_by", "judged_by", "file")  # type: ignore[attr-defined]
    return [
        CorrectionLine(
            row, names.get(row.target, row.target), row.state == "asked" and row.due_on < clock.today()
        )
        for row in rows.order_by("-asked_at", "-pk")
    ]


def messages_of(case: Case) -> list[Message]:
    return list(Message.objects.filter(case=case).select_related("author", "file"))


def opinions_of(case: Case) -> list[Opinion]:
    return list(Opinion.objects.filter(case=case).select_related("asked_of", "asked_by"))


def neighbours(case: Case, user: User) -> tuple[Case | None, Case | None]:
    """The case before and after this one in the queue of those under way."""
    keys = list(Case.objects.visible_to(user).under_way().by_clock().values_list("pk", flat=True))
    if case.pk not in keys:
        return None, None
    place = keys.index(case.pk)
    around = [keys[place - 1] if place else None, keys[place + 1] if place + 1 < len(keys) else None]
    found = Case.objects.select_related("application").in_bulk([key for key in around if key])
    return found.get(around[0] or 0), found.get(around[1] or 0)


@dataclass(frozen=True)
class Effect:
    """What a batch would do to a case, or why it would not."""

    case: Case
    effect: str
    problem: str


def preview(cases: Sequence[Case], kind: str, options: dict[str, Any]) -> list[Effect]:
    """The effect of each row, told before anything is done. Nothing is written."""
    if kind == BatchKind.ASSIGN:
        return [_assigned(case, options["officer"]) for case in cases]
    if kind == BatchKind.ASK:
        return _asked(cases, options["target"])
    return _admitted(cases)


def _assigned(case: Case, officer: User) -> Effect:
    before = str(case.officer or _("Nobody"))
    return Effect(case, f"{before} → {officer}", "")


def _asked(cases: Sequence[Case], target: str) -> list[Effect]:
    part, _sep, name = target.partition(":")
    waiting = set(
        Correction.objects.waiting().filter(case__in=cases, target=target).values_list("case", flat=True)
    )
    known = {case.application_id for case in cases}
    if part == "documents":
        known = set(
            Application.objects.filter(pk__in=known, documents__kind=name).values_list("pk", flat=True)
        )
    return [_one_asked(case, case.application_id in known, case.pk in waiting) for case in cases]


def _one_asked(case: Case, known: bool, waiting: bool) -> Effect:
    problem = ""
    if case.application.state not in OPEN_STATES:
        problem = _("Its instruction is over.")
    elif not known:
        problem = _("The call does not ask for this document.")
    elif waiting:
        problem = _("This is already asked.")
    return Effect(case, _("Sent back to be completed; the cooperative is told"), problem)


def _admitted(cases: Sequence[Case]) -> list[Effect]:
    scope = Application.objects.filter(pk__in=[case.application_id for case in cases])
    checks: dict[int, list[Any]] = {}
    for application in scope.prefetch_related("checks"):
        checks[application.pk] = list(application.checks.all())  # type: ignore[attr-defined]
    return [_one_admitted(case, checks.get(case.application_id, [])) for case in cases]


def _one_admitted(case: Case, checks: Sequence[Any]) -> Effect:
    closed = [gates.sentence(check.reason_code, check.facts) for check in checks if not check.holds]
    problem = " ".join(closed)
    if case.application.state != "submitted":
        problem = str(Refused("case_closed", number=case, state=case.application.get_state_display()))
        if case.application.state == "incomplete":
            problem = _("The cooperative still has something to complete.")
    return Effect(case, _("Declared admissible: every condition holds"), problem)
