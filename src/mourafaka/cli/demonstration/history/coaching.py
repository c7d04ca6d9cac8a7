"""The visits: planned in tours by the engine, held more or less on time, reported, proved, validated, billed."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from functools import partial
from importlib.resources import files
from typing import Any

from mourafaka.cli.demonstration.history import paths
from mourafaka.cli.demonstration.history.chronicle import Chronicle
from mourafaka.cli.demonstration.history.papers import scan
from mourafaka.cli.demonstration.history.paths import SEED, day_of
from mourafaka.coaching import services
from mourafaka.coaching.enums import VisitState
from mourafaka.coaching.models import Control, PlanningRun, Recommendation, Statement, Visit, VisitReport
from mourafaka.coaching.queries.statements import bill_of
from mourafaka.enrolment.models import Contract, Enrolment
from mourafaka.foundations import clock
from mourafaka.foundations.locks import Locked
from mourafaka.people.services import machine
from mourafaka.plans.models import PlanAction
from mourafaka.registry.models import CooperativeContact
from mourafaka.territory.models import Commune

# Where each coach starts from: a commune of her province.
BASES = {
    "accompagnatrice": "Tiznit",
    "accompagnateur": "Agadir",
    "accompagnateur6": "Taroudannt",
    "accompagnatrice6": "Taliouine",
    "accompagnatrice2": "Tata",
}
SECONDS = 1.0  # for each planning: enough for a third of the cohort
DAYS_PER_MONTH = 14
STATEMENTS_IN = (7, 13, 19)  # months of service at whose beginning what is validated is billed
SHEETLESS_PROOF = 0.92  # share of visits with a photo or a place besides the sheet
WORDS: dict[str, Any] = json.loads(
    files("mourafaka.cli.demonstration").joinpath("data/visits.json").read_text(encoding="utf-8")
)


as_it_is_now = Locked(Visit, "enrolment__cooperative")


def foresee(chronicle: Chronicle) -> None:
    chronicle.on(chronicle.start + timedelta(days=1), partial(plan, chronicle))
    chronicle.on(day_of(chronicle.start, 10, 2), partial(plan, chronicle))  # after the caseload changed hands
    for month in STATEMENTS_IN:
        chronicle.on(day_of(chronicle.start, month, 12), partial(bill, chronicle))


def plan(chronicle: Chronicle) -> None:
    for key, name in BASES.items():
        base = (
            Commune.objects.filter(name_fr__istartswith=name, latitude__isnull=False).order_by("code").first()
        )
        services.set_coach_profile(
            chronicle.people[key], actor=chronicle.delegate, days_per_month=DAYS_PER_MONTH, commune=base
        )
    for contract in Contract.objects.filter(lot__cohort=chronicle.cohort):
        if not Enrolment.objects.under_way().filter(contract=contract).exists():
            continue
        asked = services.plan_visits(contract, actor=chronicle.manager, seconds=SECONDS)
        done = services.compute_plan(asked)
        run = PlanningRun.objects.get(pk=done.pk)
        services.apply_plan(run, actor=chronicle.manager)
    foresee_visits(chronicle)


def foresee_visits(chronicle: Chronicle) -> None:
    """Every planned visit of the cohort, on its day; what was foreseen before the planning changed is void."""
    chronicle.planning += 1
    mine = Visit.objects.planned().filter(enrolment__cohort=chronicle.cohort).select_related("enrolment")
    for visit in mine:
        went = _went(chronicle, visit)
        if went.delay is None:
            continue
        day = paths.weekday(max(visit.planned_on, clock.today()) + timedelta(days=went.delay))
        reported = day + timedelta(days=went.report_days)
        chronicle.on(reported, partial(report, chronicle, visit.pk, day, chronicle.planning))


def report(chronicle: Chronicle, pk: int, held_on: date, planning: int) -> None:
    if planning != chronicle.planning:
        return
    visit = as_it_is_now.of_key(pk)
    enrolment = visit.enrolment
    if visit.state != VisitState.PLANNED or not enrolment.is_under_way:
        return
    if enrolment.suspended_on or held_on > enrolment.service_ends_on:
        return
    coach = chronicle.coaches[enrolment.number]
    if not enrolment.is_coached_by(coach.pk, held_on):
        held_on = clock.today()
    went, draw = _went(chronicle, visit), _draw(enrolment.number, visit.number)
    written = services.open_report(visit, actor=coach)
    written.visit, written.author = visit, coach  # known already: each act reads what it changes by itself
    services.save_report(
        written,
        actor=coach,
        fields=_fields(visit, went, draw, held_on, coach.preferred_language),
        actions=_progress(enrolment, chronicle.paths[enrolment.number], draw),
        recommendations=_recommendations(draw, coach.preferred_language, held_on),
        followed=_followed(enrolment, draw),
    )
    if went.sheet:
        paper = scan(f"Presence {enrolment.number}-{visit.number}", held_on.isoformat())
        services.attach_file(written, actor=coach, kind="sheet", file=paper)
    services.submit_report(written, actor=coach)
    _ask(chronicle, visit, went)
    reviewed = clock.today() + timedelta(days=draw.randint(1, 12))
    chronicle.on(reviewed, partial(review, chronicle, written, went.returned))


def review(chronicle: Chronicle, written: VisitReport, returned: bool) -> None:
    if not returned:
        services.validate_report(written, actor=chronicle.delegate)
        return
    language = written.author.preferred_language
    services.return_report(written, actor=chronicle.delegate, reason=WORDS[language]["returned"])
    chronicle.on(clock.today() + timedelta(days=3), partial(correct, chronicle, written))


def correct(chronicle: Chronicle, written: VisitReport) -> None:
    if not written.visit.enrolment.is_coached_by(written.author_id):
        return  # it changed hands meanwhile: the report stays to be corrected
    services.submit_report(written, actor=written.author)
    chronicle.on(clock.today() + timedelta(days=2), partial(review, chronicle, written, False))


def bill(chronicle: Chronicle) -> None:
    """Samples of the months that are over, their controls, then one statement a contract."""
    first = clock.today().replace(day=1)
    last_month = first - timedelta(days=1)
    for contract in Contract.objects.filter(lot__cohort=chronicle.cohort):
        _control(chronicle, contract)
        for month in bill_of(contract, last_month).months_to_draw:
            services.draw_sample(contract, actor=chronicle.delegate, month=month)
        _control(chronicle, contract)
        earlier = Statement.objects.filter(contract=contract).order_by("number").last()
        since = earlier.period_to + timedelta(days=1) if earlier else contract.starts_on
        statement = services.open_statement(
            contract, actor=chronicle.manager, period_from=since, period_to=last_month
        )
        statement = services.issue_statement(statement, actor=chronicle.manager)
        services.send_statement(statement, actor=chronicle.manager)


def _control(chronicle: Chronicle, contract: Contract) -> None:
    waiting = Control.objects.filter(visit__enrolment__contract=contract, controlled_on=None)
    for control in waiting.select_related("visit__enrolment__cooperative").order_by("pk"):
        if not Control.objects.filter(pk=control.pk, controlled_on=None).exists():
            continue  # settled with another control of the same visit
        services.record_control(
            control.visit,
            actor=chronicle.delegate,
            means="phone",
            outcome="confirmed",
            note="La présidente confirme la visite et sa durée.",
        )


def _ask(chronicle: Chronicle, visit: Visit, went: paths.Visit) -> None:
    """Those with an account are asked by message; the others signed the sheet."""
    if not CooperativeContact.objects.filter(cooperative=visit.enrolment.cooperative).exists():
        return
    asked = services.ask_confirmation(visit, actor=chronicle.coaches[visit.enrolment.number])
    if went.confirmed:
        services.confirm_visit(visit, actor=machine(), took_place=True, rate=went.rating, secret=asked.secret)


def _fields(
    visit: Visit, went: paths.Visit, draw: random.Random, held_on: date, language: str
) -> dict[str, Any]:
    words, cooperative = WORDS[language], visit.enrolment.cooperative
    themes = draw.sample(sorted(words["dimensions"]), 2)
    people = draw.randint(3, 9)
    women = draw.randint(min(2, people), people)
    met = words["met"].format(people=people, women=women, place=cooperative.address or cooperative.name)
    seen = [draw.choice(words["dimensions"][theme]["observations"]) for theme in themes]
    nearby = draw.random() < SHEETLESS_PROOF and cooperative.latitude is not None and not went.remote
    return {
        "held_on": held_on,
        "mode": "remote" if went.remote else "on_site",
        "duration_hours": draw.choice(("2", "2.5", "3", "4")),
        "people_met": people,
        "women_met": women,
        "themes": themes,
        "observations": "\n".join([met, *seen]),
        "difficulties": draw.choice(words["difficulties"]) if draw.random() < 0.4 else "",
        "decisions": draw.choice(words["decisions"]),
        **({"latitude": cooperative.latitude, "longitude": cooperative.longitude} if nearby else {}),
    }


def _recommendations(draw: random.Random, language: str, held_on: date) -> list[dict[str, Any]]:
    theme = draw.choice(sorted(WORDS[language]["dimensions"]))
    text = draw.choice(WORDS[language]["dimensions"][theme]["recommendations"])
    return [{"text": text, "due_on": held_on + timedelta(days=draw.randint(20, 70))}]


def _followed(enrolment: Enrolment, draw: random.Random) -> list[dict[str, Any]]:
    """Most of what was recommended before is done by now."""
    open_ones = Recommendation.objects.filter(report__visit__enrolment=enrolment, state="open")
    return [
        {"recommendation": pk, "state": "done", "reason": ""}
        for pk in open_ones.values_list("pk", flat=True)
        if draw.random() < 0.75
    ]


def _progress(enrolment: Enrolment, path: paths.Path, draw: random.Random) -> list[dict[str, Any]]:
    """Two or three actions of the plan move at each visit, the most urgent first."""
    begun = PlanAction.objects.filter(
        plan__enrolment=enrolment,
        plan__state="approved",
        state__in=("planned", "in_progress"),
        starts_month__lte=enrolment.month(),
    ).order_by("due_month", "code")
    urgent = list(begun.values_list("pk", "progress"))
    if not urgent:
        return []
    said = []
    for key, before in urgent[: draw.randint(2, 3)]:
        step = round(max(10, draw.gauss(42 + 14 * path.diligence, 14)))
        after = min(100, before + step)
        done = after >= 95
        said.append(
            {
                "action": key,
                "after": 100 if done else after,
                "state": "done" if done else "in_progress",
                "note": "Constaté sur place avec le bureau." if done else "",
                "evidence": "Document vu sur place" if done else "",
            }
        )
    return said


def _went(chronicle: Chronicle, visit: Visit) -> paths.Visit:
    visits = chronicle.paths[visit.enrolment.number].visits
    return visits[min(visit.number, len(visits)) - 1]


def _draw(number: str, visit: int) -> random.Random:
    return random.Random(f"{SEED}:{number}:visit {visit}")  # noqa: S311
