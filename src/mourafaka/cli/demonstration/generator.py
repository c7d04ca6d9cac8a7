"""Draws the synthetic cohort: cooperatives, their applications, and what a reader would think of them.

Everything follows from one seed, so that each installation shows the same demonstration. Nothing here touches
the database. Telephone numbers and bank accounts are left out: any valid one may belong to somebody.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from mourafaka.cli.demonstration import calibration, names, texts

SEED = 2020
CASABLANCA = ZoneInfo("Africa/Casablanca")
OPENS_AT = datetime(2020, 3, 2, 9, tzinfo=CASABLANCA)
CLOSES_AT = datetime(2020, 3, 31, 23, 59, 59, tzinfo=CASABLANCA)
MAX_AGE_MONTHS = 24
CRITERIA = ("C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9")

# Applications that fail a gate, on purpose: what is wrong and how many.
FLAWS = {"age": 15, "documents": 12, "members": 5, "sector": 5}

# Documents every sound application brings, and those some add.
MANDATORY_DOCUMENTS = (
    "registration",
    "statutes",
    "assembly-minutes",
    "member-list",
    "commitment",
    "project-sheet",
)
OTHER_DOCUMENTS = ("tax-cnss", "accounts", "permit", "photos-quotes")


@dataclass(frozen=True)
class Place:
    """A commune a cooperative may sit in."""

    code: str
    province: str
    name_fr: str
    name_ar: str
    rural: bool
    population: int
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class SyntheticCooperative:
    """What is registered of an invented cooperative; `values` and `counts` are named as the registry does."""

    province: str
    commune: str
    sector: str
    branch: str | None
    value_chain: str | None
    companions: tuple[str, ...]
    values: Mapping[str, Any]
    counts: Mapping[str, int]
    counted_on: date
    labels: tuple[tuple[str, str], ...]
    other_support: tuple[str, int, Decimal] | None


@dataclass(frozen=True)
class SyntheticApplication:
    """An invented application; `merit` is the mark an exact reader would give to each criterion, 0 to 5."""

    cooperative: SyntheticCooperative
    flaw: str | None
    submitted_at: datetime
    language: str
    sections: Mapping[str, Any]
    documents: tuple[str, ...]
    merit: Mapping[str, float]


def cohort(places: Sequence[Place], seed: int = SEED) -> list[SyntheticApplication]:
    """The applications to the call, in the order they were submitted."""
    draw = random.Random(seed)  # noqa: S311  a reproducible draw, not a secret
    named = names.names(draw)
    drawn = [
        _application(draw, next(named), province, places, number)
        for number, province in enumerate(_provinces(draw), start=1)
    ]
    flaws = _flaws(draw, [application.cooperative.province for application in drawn])
    return sorted(
        (_flawed(draw, application, flaws.get(place)) for place, application in enumerate(drawn)),
        key=lambda application: application.submitted_at,
    )


def marks(merit: Mapping[str, float], severity: float, key: str, noise: float = 0.34) -> dict[str, Decimal]:
    """Whole marks from 0 to 5 of a reader of this severity (marks taken off each criterion).

    `key` names the reading: the same reading always gets the same marks, whoever is assigned first.
    """
    draw = random.Random(f"{SEED}:{key}")  # noqa: S311
    mood = draw.gauss(0, 0.12)
    read = {code: merit[code] - severity + mood + draw.gauss(0, noise) for code in CRITERIA}
    return {code: Decimal(min(5, max(0, round(value)))) for code, value in read.items()}


def _provinces(draw: random.Random) -> list[str]:
    provinces = [code for code, count in calibration.APPLICATIONS.items() for _ in range(count)]
    draw.shuffle(provinces)
    return provinces


def _flaws(draw: random.Random, provinces: Sequence[str]) -> dict[int, str]:
    """Which applications fail which gate; the smallest province keeps enough sound ones to fill its minimum."""
    candidates = [place for place, province in enumerate(provinces) if province != "09.551"]
    smallest = [place for place, province in enumerate(provinces) if province == "09.551"]
    kinds = [kind for kind, count in FLAWS.items() for _ in range(count)]
    chosen = draw.sample(candidates, len(kinds) - 4) + draw.sample(smallest, 4)
    draw.shuffle(kinds)
    flaws = dict(zip(chosen, kinds, strict=True))
    # a housing cooperative in an oasis of four thousand people would be odd
    return {place: "age" if place in smallest and kind == "sector" else kind for place, kind in flaws.items()}


def _application(
    draw: random.Random, named: tuple[str, str], province: str, places: Sequence[Place], number: int
) -> SyntheticApplication:
    sector = draw.choices(*_weighted(_sector_shares(province)))[0]
    chain = draw.choices(*_weighted(calibration.VALUE_CHAINS[province][sector]))[0]
    place = _place(draw, province, places)
    counts = _counts(draw, chain)
    women_only = counts["women"] == counts["members_total"]
    women_led = women_only or draw.random() < 0.18
    youth_led = draw.random() < (0.6 if chain in ("NUM", "REC", "TOU") else 0.17)
    strength = draw.gauss(0, 1) + _local_advantage(province, chain, youth_led)
    values = {
        "name_fr": named[0],
        "name_ar": named[1],
        "court": calibration.COURTS[province],
        "local_reg_no": f"SYN {number:03d}/20",
        "registered_on": CLOSES_AT.date() - timedelta(days=draw.randint(45, 690)),
        "ice": _ice(number),
        "legal_category": draw.choices(("supply", "work", "services", "mixed"), (55, 30, 8, 7))[0],
        "management_form": "managers" if counts["members_total"] < 10 else "board",
        **_capital(draw, women_only, counts["members_total"]),
        "address": f"Douar {draw.choice(names.DOUARS)}" if place.rural else "Quartier Annour",
        "rural": place.rural,
        "latitude": _near(draw, place.latitude),
        "longitude": _near(draw, place.longitude),
        "leader_name": ("La présidente" if women_led else "Le président"),
        "leader_role": "présidence",
        "women_led": women_led,
        "youth_led": youth_led,
        "consent_public": draw.random() < 0.82,
    }
    cooperative = SyntheticCooperative(
        province=province,
        commune=place.code,
        sector=sector_of(chain),
        branch=calibration.BRANCHES.get(chain),
        value_chain=chain,
        companions=tuple(c for c in calibration.COMPANIONS.get(chain, ()) if draw.random() < 0.4),
        values=values,
        counts=counts,
        counted_on=date(2020, 2, 29),
        labels=_labels(draw, chain, strength),
        other_support=("INDH", 2019, Decimal(draw.randint(4, 30) * 5000)) if draw.random() < 0.12 else None,
    )
    language = "ar" if texts.written_in_arabic(chain) and draw.random() < 0.5 else "fr"
    numbers = _numbers(draw, counts, strength)
    return SyntheticApplication(
        cooperative=cooperative,
        flaw=None,
        submitted_at=_submitted_at(draw),
        language=language,
        sections={**_words(draw, cooperative, place, language), **numbers},
        documents=(*MANDATORY_DOCUMENTS, *(kind for kind in OTHER_DOCUMENTS if draw.random() < 0.3)),
        merit=_merit(draw, cooperative, strength),
    )


def _flawed(draw: random.Random, application: SyntheticApplication, flaw: str | None) -> SyntheticApplication:
    if flaw is None:
        return application
    cooperative = application.cooperative
    values, counts = dict(cooperative.values), dict(cooperative.counts)
    sector, branch, chain = cooperative.sector, cooperative.branch, cooperative.value_chain
    sections, documents = dict(application.sections), application.documents
    if flaw == "age":
        values["registered_on"] = CLOSES_AT.date() - timedelta(days=draw.randint(765, 1900))
    elif flaw == "documents":
        missing = draw.choice(MANDATORY_DOCUMENTS[2:])
        documents = tuple(kind for kind in documents if kind != missing)
    elif flaw == "members":
        counts = {"members_total": 4, "women": min(4, counts["women"]), "youth": 1, "board_total": 3}
        counts["board_women"] = min(3, counts["women"])
    elif flaw == "sector":
        sector, branch, chain = "housing", None, None
        facts = {"name": values["name_fr"], "commune": cooperative.values["court"], **_member_facts(counts)}
        sections |= texts.dossier(draw, "HAB", "fr", facts)
    return SyntheticApplication(
        cooperative=SyntheticCooperative(
            province=cooperative.province,
            commune=cooperative.commune,
            sector=sector,
            branch=branch,
            value_chain=chain,
            companions=() if chain is None else cooperative.companions,
            values=values,
            counts=counts,
            counted_on=cooperative.counted_on,
            labels=() if chain is None else cooperative.labels,
            other_support=cooperative.other_support,
        ),
        flaw=flaw,
        submitted_at=application.submitted_at,
        language="fr" if flaw == "sector" else application.language,
        sections=sections,
        documents=documents,
        merit=application.merit,
    )


def _weighted(weights: Mapping[str, float]) -> tuple[list[str], list[float]]:
    return list(weights), list(weights.values())


def _sector_shares(province: str) -> dict[str, float]:
    """The region's shares, without the sectors the province has no value chain in."""
    chains = calibration.VALUE_CHAINS[province]
    return {sector: share for sector, share in calibration.SECTOR_SHARES.items() if chains[sector]}


def sector_of(chain: str) -> str:
    """The sector a value chain is registered under."""
    for sector, chains in (
        ("argan", ("ARG", "COS")),
        ("food", ("AML", "COU")),
        ("herbs", ("PAM",)),
        ("fishing", ("PEC",)),
        ("crafts", ("TAP", "BIJ", "POT", "VAN")),
        ("tourism", ("TOU",)),
        ("waste", ("REC",)),
        ("services", ("SER", "NUM")),
    ):
        if chain in chains:
            return sector
    return "agriculture"


def _place(draw: random.Random, province: str, places: Sequence[Place]) -> Place:
    """Larger communes more often, by the square root of their population."""
    own = [place for place in places if place.province == province]
    return draw.choices(own, [math.sqrt(place.population or 1) for place in own])[0]


def _near(draw: random.Random, degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees + draw.uniform(-0.02, 0.02), 4)


def _ice(number: int) -> str:
    """A number whose key holds, in a range that begins with 0099."""
    base = f"0099{number:05d}0001"
    return f"{base}{97 - int(base) * 100 % 97:02d}"


def _lognormal(draw: random.Random, mean: float, spread: float) -> float:
    """A draw whose mean is `mean`; `spread` is the standard deviation of the logarithm."""
    return draw.lognormvariate(math.log(mean) - spread**2 / 2, spread)


def _counts(draw: random.Random, chain: str) -> dict[str, int]:
    likely = {"ARG": 0.62, "COS": 0.55, "AML": 0.5, "COU": 0.6, "TAP": 0.6, "VAN": 0.5, "PAM": 0.35}
    women_only = draw.random() < likely.get(chain, calibration.WOMEN_ONLY_SHARE / 2.4)
    mean = calibration.WOMEN_ONLY_MEMBERS_MEAN if women_only else calibration.MEMBERS_MEAN
    least = calibration.MEMBERS_LEAST
    total = least + round(_lognormal(draw, mean - least, 0.75))
    share = 1.0 if women_only else min(1.0, max(0.0, draw.gauss(calibration.WOMEN_IN_MIXED_SHARE, 0.15)))
    women = total if women_only else max(round(total * share), 1 if chain == "VAN" else 0)
    board = min(3 if total < 15 else 5, total)
    return {
        "members_total": total,
        "women": women,
        "youth": min(total, round(total * draw.betavariate(2, 4))),
        "graduates": min(total, round(total * draw.betavariate(1, 7))),
        "board_total": board,
        "board_women": min(women, board if women_only else round(board * share)),
    }


def _capital(draw: random.Random, women_only: bool, members: int) -> dict[str, Decimal]:
    mean = calibration.WOMEN_ONLY_CAPITAL_MEAN_MAD if women_only else calibration.CAPITAL_MEAN_MAD
    shares = max(members, 10, round(_lognormal(draw, float(mean), 0.8) / 100))
    subscribed = Decimal(shares * 100)
    return {
        "capital_subscribed_mad": subscribed,
        "capital_paid_mad": (subscribed * draw.choice((Decimal("0.25"), Decimal("0.5"), Decimal(1)))),
    }


def _labels(draw: random.Random, chain: str, strength: float) -> tuple[tuple[str, str], ...]:
    signs = {
        "ARG": ("igp", "IGP Argane"),
        "SAF": ("aop", "AOP Safran de Taliouine"),
        "AMA": ("igp", "IGP Amande de Tafraout"),
        "DAT": ("igp", "IGP Dattes Bouittob de Tata"),
    }
    return (signs[chain],) if chain in signs and strength > 0.7 and draw.random() < 0.6 else ()


def _local_advantage(province: str, chain: str, youth_led: bool) -> float:
    """Argan is an established chain; remote oases and young teams start from further behind."""
    return (1.25 if chain in ("ARG", "COS") else 0) - (0.4 if province == "09.551" else 0) - 0.25 * youth_led


def _submitted_at(draw: random.Random) -> datetime:
    """Half of the applications come in the last five days, as everywhere."""
    days = (CLOSES_AT - OPENS_AT).days
    day = draw.randint(days - 4, days) if draw.random() < 0.5 else draw.randint(0, days - 5)
    last = 14 * 60 if day >= days else 8 * 60
    return OPENS_AT + timedelta(days=day, minutes=draw.randint(5, last))


def _member_facts(counts: Mapping[str, int]) -> dict[str, int]:
    return {"members": counts["members_total"], "women": counts["women"]}


def _words(
    draw: random.Random, cooperative: SyntheticCooperative, place: Place, language: str
) -> dict[str, str]:
    facts = {
        "name": cooperative.values[f"name_{language}"],
        "commune": place.name_ar if language == "ar" and place.name_ar else place.name_fr,
        **_member_facts(cooperative.counts),
    }
    assert cooperative.value_chain is not None  # noqa: S101
    return texts.dossier(draw, cooperative.value_chain, language, facts)


def _numbers(draw: random.Random, counts: Mapping[str, int], strength: float) -> dict[str, Any]:
    """Jobs and money of the project, larger where the cooperative is stronger; amounts in MAD."""
    members, women = counts["members_total"], counts["women"]
    jobs_now = max(1, round(members * draw.uniform(0.3, 0.8)))
    jobs_later = jobs_now + max(1, round(members * (0.25 + 0.12 * strength + draw.uniform(0, 0.3))))
    last_year = round(_lognormal(draw, 60_000 * math.exp(0.45 * strength), 0.6), -2)
    growth = [1 + max(0.02, draw.gauss(0.18 + 0.06 * strength, 0.08)) for _ in range(3)]
    this_year, next_year, year_after = (
        round(last_year * math.prod(growth[: years + 1]), -2) for years in range(3)
    )
    investment = round(_lognormal(draw, 120_000, 0.6), -3)
    return {
        "jobs_now": jobs_now,
        "jobs_in_24_months": jobs_later,
        "jobs_women": round(jobs_later * women / members),
        "jobs_youth": round(jobs_later * counts["youth"] / members),
        "turnover_last_year_mad": Decimal(int(last_year)),
        "turnover_this_year_mad": Decimal(int(this_year)),
        "turnover_next_year_mad": Decimal(int(next_year)),
        "turnover_year_after_mad": Decimal(int(year_after)),
        "investment_mad": Decimal(int(investment)),
        "own_contribution_mad": Decimal(int(round(investment * draw.uniform(0.1, 0.45), -3))),
        "commits_to_attend": True,
        "consents_to_processing": True,
    }


def _merit(draw: random.Random, cooperative: SyntheticCooperative, strength: float) -> dict[str, float]:
    counts = cooperative.counts
    inclusion = 1.4 * counts["women"] / counts["members_total"] + 0.5 * bool(cooperative.values["youth_led"])
    leaning = {code: draw.gauss(0, 0.35) for code in CRITERIA}
    leaning["C3"] += 0.5 * bool(cooperative.labels)
    leaning["C5"] += 0.4 * bool(cooperative.values["rural"])
    leaning["C6"] += 0.5 * (cooperative.value_chain in ("NUM", "REC"))
    leaning["C7"] += inclusion - 0.6
    leaning["C9"] += 0.4 * (cooperative.value_chain in ("REC", "PAM"))
    return {code: min(5.0, max(0.4, 3.1 + 0.5 * strength + leaning[code])) for code in CRITERIA}
