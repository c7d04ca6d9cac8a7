"""Raw and adjusted ranks side by side, and how severe each reader is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mourafaka.calls.models import Application, Call
from mourafaka.engine import calibrate as engine
from mourafaka.people.models import User
from mourafaka.selection.models import Review, ReviewerProfile

CENTRE, HALF = 50.0, 46.0  # of the marks drawn, in their own units


@dataclass(frozen=True)
class RankedApplication:
    """One application by its total out of 100; `drawn_*` are places of its marks on a line of 100."""

    application: Application
    raw: float
    adjusted: float
    raw_rank: int
    adjusted_rank: int
    n: int
    spread: float
    group: int
    drawn_low: str
    drawn_width: str
    drawn_raw: str
    drawn_adjusted: str

    @property
    def gained(self) -> int:
        """Ranks won by the adjustment; negative when lost."""
        return self.raw_rank - self.adjusted_rank


@dataclass(frozen=True)
class CalibratedReader:
    """`severity`: points given above (+) or below (-) what the same applications deserve."""

    profile: ReviewerProfile
    n: int
    mean: float
    severity: float
    group: int
    drawn_from: str
    drawn_width: str

    @property
    def severe(self) -> bool:
        return self.severity < 0


@dataclass(frozen=True)
class CalibrationBoard:
    call: Call
    applications: tuple[RankedApplication, ...]
    readers: tuple[CalibratedReader, ...]
    groups: tuple[tuple[str, ...], ...]
    separable: bool

    @property
    def disconnected(self) -> bool:
        return len(self.groups) > 1

    @property
    def widest_move(self) -> int:
        return max((abs(row.gained) for row in self.applications), default=0)


Totals = Mapping[str, Mapping[str, float]]


def calibration_board(call: Call, user: User) -> CalibrationBoard:
    """Every submitted reading counts; only the applications this person may see are listed."""
    totals = _totals(call)
    if not totals:
        return CalibrationBoard(call, (), (), (), False)
    found = engine.calibrate(
        (application, reader, total)
        for application, given in totals.items()
        for reader, total in given.items()
    )
    visible = Application.objects.visible_to(user).filter(call=call, number__in=totals)
    applications = visible.select_related("cooperative__province")
    return CalibrationBoard(
        call=call,
        applications=_ranked(applications, found, totals),
        readers=_readers(call, found, totals),
        groups=found.components,
        separable=found.separable,
    )


def _totals(call: Call) -> Totals:
    totals: dict[str, dict[str, float]] = defaultdict(dict)
    pseudonyms = dict(ReviewerProfile.objects.filter(call=call).values_list("user_id", "pseudonym"))
    rows = Review.objects.counted().of_call(call).exclude(total=None)
    for number, reader, total in rows.values_list(
        "assignment__application__number", "assignment__reviewer_id", "total"
    ):
        totals[number][pseudonyms.get(reader, f"#{reader}")] = float(total or 0)
    return totals


def _ranked(
    applications: Iterable[Application], found: engine.Calibration, totals: Totals
) -> tuple[RankedApplication, ...]:
    raw = _ranks({number: row.raw for number, row in found.applications.items()})
    adjusted = _ranks({number: row.adjusted for number, row in found.applications.items()})
    rows = []
    for application in applications:
        row = found.applications[application.number]
        low = min(totals[application.number].values())
        rows.append(
            RankedApplication(
                application=application,
                raw=row.raw,
                adjusted=row.adjusted,
                raw_rank=raw[application.number],
                adjusted_rank=adjusted[application.number],
                n=row.n,
                spread=row.spread,
                group=row.component + 1,
                drawn_low=_drawn(low),
                drawn_width=_drawn(max(row.spread, 0.6)),
                drawn_raw=_drawn(row.raw),
                drawn_adjusted=_drawn(min(max(row.adjusted, 0), 100)),
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.adjusted_rank, row.application.number)))


def _ranks(scores: Mapping[str, float]) -> dict[str, int]:
    """Equal scores share the better rank."""
    ordered = sorted((round(score, 6) for score in scores.values()), reverse=True)
    first = {score: place for place, score in reversed(list(enumerate(ordered, start=1)))}
    return {name: first[round(score, 6)] for name, score in scores.items()}


def _readers(call: Call, found: engine.Calibration, totals: Totals) -> tuple[CalibratedReader, ...]:
    given: dict[str, list[float]] = defaultdict(list)
    for marks in totals.values():
        for reader, total in marks.items():
            given[reader].append(total)
    group = {reader: place for place, names in enumerate(found.components, start=1) for reader in names}
    widest = max((abs(value) for value in found.severity.values()), default=0.0) or 1.0
    profiles = ReviewerProfile.objects.filter(call=call, pseudonym__in=given).select_related("user")
    readers = []
    for profile in profiles:
        severity = found.severity[profile.pseudonym]
        length = HALF * abs(severity) / widest
        readers.append(
            CalibratedReader(
                profile=profile,
                n=len(given[profile.pseudonym]),
                mean=sum(given[profile.pseudonym]) / len(given[profile.pseudonym]),
                severity=severity,
                group=group[profile.pseudonym],
                drawn_from=_drawn(CENTRE - length if severity < 0 else CENTRE),
                drawn_width=_drawn(length),
            )
        )
    return tuple(sorted(readers, key=lambda reader: (reader.severity, reader.profile.pseudonym)))


def _drawn(value: float) -> str:
    """A length for an SVG attribute: a point whatever the language."""
    return f"{value:.2f}"
