"""The development plans: drafted from the answers, agreed by the bureau, approved; some revised after a year."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from mourafaka.cli.demonstration.history.chronicle import Chronicle
from mourafaka.cli.demonstration.history.papers import scan
from mourafaka.cli.demonstration.history.paths import day_of
from mourafaka.diagnosis.enums import Round
from mourafaka.diagnosis.models import Assessment
from mourafaka.foundations import clock
from mourafaka.foundations.files import store
from mourafaka.foundations.locks import Locked
from mourafaka.plans import services
from mourafaka.plans.models import Plan

LATE = (9, 20)  # places in the cohort whose plan takes two months more
REVISED = (3, 14, 25)  # and those revised after the second diagnosis
RETURNED = 12  # and the one the delegate sends back
WHY_BACK = "Préciser qui, dans la coopérative, porte l’action sur la comptabilité."
WHY_REVISED = "Le diagnostic du douzième mois change les priorités : la vente passe avant l’équipement."


as_it_is_now = Locked(Plan, "enrolment__cooperative", "enrolment__application", "assessment")


def foresee(chronicle: Chronicle) -> None:
    for number, path in chronicle.paths.items():
        month = 5 if path.place in LATE else 3
        chronicle.on(day_of(chronicle.start, month, 1 + path.place % 24), partial(draft, chronicle, number))
        if path.place in REVISED:
            chronicle.on(day_of(chronicle.start, 14, 10), partial(revise, chronicle, number))


def draft(chronicle: Chronicle, number: str) -> None:
    """As soon as the diagnosis is validated; asked again a week later when it is not."""
    enrolment = chronicle.enrolment(number)
    validated = Assessment.objects.validated().filter(enrolment=enrolment, round=Round.M0)
    if not validated.exists():
        chronicle.on(clock.today() + timedelta(days=7), partial(draft, chronicle, number))
        return
    coach = chronicle.coaches[number]
    plan = services.draft_plan(enrolment, actor=coach)
    _agree(chronicle, plan, number)


def _agree(chronicle: Chronicle, plan: Plan, number: str) -> None:
    services.propose_plan(plan, actor=chronicle.coaches[number])
    chronicle.on(clock.today() + timedelta(days=9), partial(agree, chronicle, plan.pk, number))


def agree(chronicle: Chronicle, pk: int, number: str) -> None:
    """The bureau agrees; the coach sends its minutes. One plan comes back from the delegate, once."""
    plan = as_it_is_now.of_key(pk)
    paper = scan(f"PV bureau {number}-{plan.version}", "Plan de developpement approuve")
    services.agree_plan(
        plan,
        actor=chronicle.coaches[number],
        how="bureau",
        held_on=clock.today(),
        minutes=store(paper.read(), name=str(paper.name), content_type="image/jpeg"),
    )
    first_time = chronicle.paths[number].place == RETURNED and not chronicle.returned
    decide = send_back if first_time else approve
    chronicle.on(clock.today() + timedelta(days=6), partial(decide, chronicle, pk, number))


def send_back(chronicle: Chronicle, pk: int, number: str) -> None:
    chronicle.returned.add(number)
    plan = services.return_plan(as_it_is_now.of_key(pk), actor=chronicle.delegate, reason=WHY_BACK)
    _agree(chronicle, plan, number)


def approve(chronicle: Chronicle, pk: int, number: str) -> None:
    services.approve_plan(as_it_is_now.of_key(pk), actor=chronicle.delegate)


def revise(chronicle: Chronicle, number: str) -> None:
    current = Plan.objects.in_force(chronicle.enrolment(number))
    if current is None:
        return
    revision = services.revise_plan(current, actor=chronicle.coaches[number], reason=WHY_REVISED)
    _agree(chronicle, revision, number)
