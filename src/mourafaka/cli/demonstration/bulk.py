"""Many synthetic cooperatives and applications at once, to measure pages on a large database.

Rows are written directly, without acts: nothing here has a journal, and no installation needs it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from mourafaka.calls import rules_data
from mourafaka.calls.enums import ApplicationState, CallState, Gate
from mourafaka.calls.models import Application, Call, Cohort, EligibilityCheck, Programme, RulesVersion
from mourafaka.cli.demonstration import calibration, names, texts
from mourafaka.cli.demonstration.generator import sector_of
from mourafaka.people.models import User
from mourafaka.people.services import machine
from mourafaka.registry.models import Cooperative, MemberStat
from mourafaka.territory.enums import CommuneKind
from mourafaka.territory.models import Commune, Province
from mourafaka.territory.services import load_reference

COOPERATIVES, APPLICATIONS = 50_000, 20_000
CASABLANCA = ZoneInfo("Africa/Casablanca")
OPENS_AT = datetime(2020, 2, 3, 9, tzinfo=CASABLANCA)
CLOSES_AT = datetime(2020, 4, 30, 23, 59, 59, tzinfo=CASABLANCA)
STATES = (ApplicationState.SUBMITTED, ApplicationState.ADMISSIBLE, ApplicationState.INADMISSIBLE)
CALL, COHORT = "B1", "bulk"
BATCH = 2_000
Report = Callable[[str, int, int], None]


def fill(
    report: Report, *, cooperatives: int = COOPERATIVES, applications: int = APPLICATIONS, seed: int = 1
) -> Call:
    """Add this many cooperatives over the whole country, and applications to one call; once only."""
    existing = Call.objects.filter(code=CALL).first()
    if existing is not None:
        return existing
    draw = random.Random(seed)  # noqa: S311  a reproducible draw, not a secret
    with transaction.atomic():
        load_reference()
        actor = machine()
        _write("Cooperatives", Cooperative, _cooperatives(draw, cooperatives), cooperatives, report)
        made = list(Cooperative.objects.filter(code__startswith="COOP-B").order_by("code"))
        stats = (_members(draw, cooperative, actor) for cooperative in made)
        _write("Membership counts", MemberStat, stats, len(made), report)
        call = _call(actor)
        chosen = made[:applications]
        drafts = (_application(draw, call, each, n, actor) for n, each in enumerate(chosen, start=1))
        _write("Applications", Application, drafts, len(chosen), report)
        sent = list(Application.objects.filter(call=call).only("pk", "eligible"))
        checks = (check for application in sent for check in _checks(application))
        _write("Eligibility checks", EligibilityCheck, checks, len(sent) * len(Gate), report)
        Call.objects.filter(pk=call.pk).update(last_number=len(chosen))
    return call


def _write(step: str, model: Any, rows: Iterator[Any], total: int, report: Report) -> None:
    done = 0
    while batch := list(islice(rows, BATCH)):
        report(step, done, total)
        model.objects.bulk_create(batch, batch_size=BATCH)
        done += len(batch)
    report(step, done, total)


def _cooperatives(draw: random.Random, count: int) -> Iterator[Cooperative]:
    communes = list(Commune.objects.select_related("province"))
    weights = [(commune.population_2024 or 1) ** 0.5 for commune in communes]
    pairs = list(names.names(draw))
    for number, commune in enumerate(draw.choices(communes, weights, k=count), start=1):
        french, arabic = pairs[number % len(pairs)]
        chain, sector = _trade(draw)
        yield _searchable(
            Cooperative(
                code=f"COOP-B{commune.province.region_id}-{number:05d}",
                name_fr=f"{french} {number}",
                name_ar=f"{arabic} {number}",
                court=commune.province.name_fr,
                local_reg_no=f"SYN {number}",
                registered_on=date(2020, 3, 1) - timedelta(days=draw.randint(1, 3650)),
                capital_subscribed_mad=Decimal(draw.randint(10, 400) * 100),
                sector_id=sector,
                value_chain_id=chain,
                province=commune.province,
                commune=commune,
                rural=commune.kind == CommuneKind.RURAL,
                women_led=draw.random() < 0.3,
                youth_led=draw.random() < 0.2,
                synthetic=True,
            )
        )


def _trade(draw: random.Random) -> tuple[str, str]:
    chain = draw.choice(sorted(texts.sentences()["fr"].keys() - {"common", "HAB"}))
    return chain, sector_of(chain)


def _searchable(cooperative: Cooperative) -> Cooperative:
    cooperative.refresh_search_columns()
    return cooperative


def _members(draw: random.Random, cooperative: Cooperative, actor: User) -> MemberStat:
    total = calibration.MEMBERS_LEAST + draw.randint(0, 20)
    return MemberStat(
        cooperative=cooperative,
        as_of=date(2020, 1, 31),
        members_total=total,
        women=draw.randint(0, total),
        recorded_by=actor,
    )


def _call(actor: User) -> Call:
    programme, _ = Programme.objects.get_or_create(
        code="mourafaka", defaults={"name_fr": "Mourafaka", "name_ar": "مرافقة"}
    )
    cohort = Cohort.objects.create(
        programme=programme,
        code=COHORT,
        number=99,
        name_fr="Mesures",
        name_ar="قياسات",
        service_starts_on=date(2020, 7, 1),
        service_ends_on=date(2022, 6, 30),
        synthetic=True,
    )
    call = Call.objects.create(
        cohort=cohort,
        code=CALL,
        title_fr="Appel pour mesurer",
        title_ar="دعوة للقياس",
        state=CallState.CLOSED,
        opens_at=OPENS_AT,
        closes_at=CLOSES_AT,
        seats=600,
        max_age_months=48,
    )
    call.provinces.set(Province.objects.all())
    RulesVersion.objects.create(
        call=call, number=1, data=rules_data.default_rules(600), created_by=actor, frozen_at=OPENS_AT
    )
    return call


def _application(
    draw: random.Random, call: Call, cooperative: Cooperative, number: int, actor: User
) -> Application:
    facts = {"name": cooperative.name_fr, "commune": cooperative.court, "members": 12, "women": 6}
    state = draw.choices(STATES, (2, 6, 2))[0]
    return Application(
        call=call,
        cooperative=cooperative,
        number=f"{CALL}-{number:05d}",
        state=state,
        eligible=state != ApplicationState.INADMISSIBLE,
        submitted_at=OPENS_AT + timedelta(minutes=draw.randint(0, 120_000)),
        entered_by=actor,
        commits_to_attend=True,
        consents_to_processing=True,
        turnover_last_year_mad=Decimal(draw.randint(10, 4000) * 100),
        **texts.dossier(draw, cooperative.value_chain_id or "ARG", "fr", facts),
    )


def _checks(application: Application) -> Sequence[EligibilityCheck]:
    closed = () if application.eligible else (Gate.AGE,)
    facts = {
        Gate.AGE: ("age_above", {"registered_on": "2014-01-01", "months": 74, "allowed": 48}),
    }
    return [
        EligibilityCheck(
            application=application,
            gate=gate,
            passed=gate not in closed,
            reason_code=facts[gate][0] if gate in closed else "first_time",
            facts=facts[gate][1] if gate in closed else {},
        )
        for gate in Gate
    ]
