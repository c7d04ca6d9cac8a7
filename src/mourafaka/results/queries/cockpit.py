"""The cohort at a glance: the funnel, what is held per province, coach and lot, who is late, what to expect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mourafaka.calls.models import Application, Cohort
from mourafaka.engine.forecast import Group, together
from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations import clock
from mourafaka.results.queries.forecasts import Line, lines_seen_by
from mourafaka.results.queries.kept import kept
from mourafaka.results.queries.raised import raised_on
from mourafaka.results.queries.reasons import LEVEL_TONES, LEVELS, alert_words
from mourafaka.selection.queries.public import IN_COHORT
from mourafaka.territory.maps import Map, choropleth
from mourafaka.territory.models import Province

SHOWN = 8  # rows of a list on a page that has several; the rest is one press away


@dataclass(frozen=True)
class Step:
    """A step of the funnel: how many reached it."""

    code: str
    label: str
    count: int
    url: str = ""


@dataclass(frozen=True)
class Share:
    """A province, a coach or a lot: how many, what is held, what to expect."""

    key: str
    label: str
    count: int
    trained: int
    held: int
    due: int
    late: int
    forecast: Group
    url: str = ""

    @property
    def training_percent(self) -> int:
        return percent(self.trained, self.count)

    @property
    def coaching_percent(self) -> int:
        return percent(min(self.held, self.due), self.due)

    @property
    def completion_percent(self) -> int:
        return round(100 * self.forecast.share)


@dataclass(frozen=True)
class Level:
    code: str
    label: str
    tone: str
    count: int
    url: str


@dataclass(frozen=True)
class AlertCount:
    label: str
    count: int


@dataclass(frozen=True)
class Cockpit:
    """Everything the page of a cohort says."""

    cohort: Cohort
    on: date
    funnel: tuple[Step, ...]
    everyone: Share
    provinces: tuple[Share, ...]
    lots: tuple[Share, ...]
    coaches: tuple[Share, ...]
    levels: tuple[Level, ...]
    late: tuple[Line, ...]
    late_count: int
    late_url: str
    alerts: tuple[AlertCount, ...]
    map: Map | None


STEPS: tuple[tuple[str, Callable[[Line], bool]], ...] = (
    ("enrolled", lambda line: True),
    ("diagnosed", lambda line: line.diagnosed),
    ("planned", lambda line: line.planned),
    ("trained", lambda line: line.trained),
    ("coached", lambda line: line.coached),
    ("closed", lambda line: line.closed),
)
REACHED = dict(STEPS)


def step_labels() -> dict[str, str]:
    return {
        "selected": _("Chosen cooperatives"),
        "enrolled": _("Enrolled in the programme"),
        "diagnosed": _("Diagnosed"),
        "planned": _("With an approved plan"),
        "trained": _("Trained in every compulsory module"),
        "coached": _("Visited"),
        "closed": _("Through to the end"),
    }


def percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def cohorts_seen_by(user: Any) -> list[Cohort]:
    """Cohorts with an accompanied cooperative this person sees, the latest service first."""
    seen = Enrolment.objects.visible_to(user).order_by().values("cohort")
    return list(Cohort.objects.filter(pk__in=seen).order_by("-service_starts_on", "code"))


def cockpit(user: Any, cohort: Cohort, on: date | None = None) -> Cockpit:
    """What this person sees of the cohort on a day (today unless given)."""
    on = on or clock.today()
    found: Cockpit = kept("cockpit", user, lambda: _seen(user, cohort, on), cohort.pk, on)
    return found


def _seen(user: Any, cohort: Cohort, on: date) -> Cockpit:
    lines = lines_seen_by(user, cohort, on)
    late = sorted((line for line in lines if _is_late(line)), key=_worst_first)
    address = Address(cohort, on)
    provinces = _shares(lines, lambda line: line.province, _province_names(lines), address, "province")
    return Cockpit(
        cohort=cohort,
        on=on,
        funnel=_funnel(user, cohort, lines, address),
        everyone=_share("", str(cohort), lines, address.rows()),
        provinces=provinces,
        lots=_shares(lines, lambda line: line.lot, {}, address, "lot"),
        coaches=_shares(
            lines,
            lambda line: str(line.coach_id or ""),
            {str(line.coach_id): line.coach for line in lines if line.coach_id},
            address,
            "coach",
        ),
        levels=_levels(lines, address),
        late=tuple(late[:SHOWN]),
        late_count=len(late),
        late_url=address.rows(attention="late"),
        alerts=_alerts(user, lines, on),
        map=_map(provinces),
    )


@dataclass(frozen=True)
class Address:
    """The rows behind a figure of the cockpit."""

    cohort: Cohort
    on: date

    def rows(self, **filters: str) -> str:
        asked = {**({} if self.on == clock.today() else {"on": self.on.isoformat()}), **filters}
        path = reverse("results:cockpit_rows", args=[self.cohort.code])
        return f"{path}?{urlencode(asked)}" if asked else path


def _funnel(user: Any, cohort: Cohort, lines: Sequence[Line], address: Address) -> tuple[Step, ...]:
    selected = Application.objects.visible_to(user).filter(call__cohort=cohort, state__in=IN_COHORT).count()
    labels = step_labels()
    everyone_enrolled = selected <= len(lines)  # only then are its rows those of the enrolled
    steps = [
        Step(
            "selected",
            labels["selected"],
            max(selected, len(lines)),
            address.rows() if everyone_enrolled else "",
        )
    ]
    for code, reached in STEPS:
        steps.append(Step(code, labels[code], sum(map(reached, lines)), address.rows(step=code)))
    return tuple(steps)


def _shares(
    lines: Iterable[Line], key: Callable[[Line], str], labels: dict[str, str], address: Address, name: str
) -> tuple[Share, ...]:
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    nobody = _("Not assigned")
    shares = [
        _share(code, labels.get(code, code) or nobody, group, address.rows(**{name: code or "-"}))
        for code, group in groups.items()
    ]
    return tuple(sorted(shares, key=lambda share: (share.completion_percent, share.label)))


def _share(key: str, label: str, lines: Sequence[Line], url: str) -> Share:
    return Share(
        key=key,
        label=label,
        count=len(lines),
        trained=sum(line.trained for line in lines),
        held=sum(min(line.held, line.due) for line in lines),
        due=sum(line.due for line in lines if line.phase not in ("abandoned", "excluded", "dissolved")),
        late=sum(_is_late(line) for line in lines),
        forecast=together([line.forecast for line in lines]),
        url=url,
    )


def _levels(lines: Sequence[Line], address: Address) -> tuple[Level, ...]:
    counts = Counter(line.forecast.level for line in lines if not line.is_over)
    return tuple(
        Level(code, str(label), LEVEL_TONES[code], counts[code], address.rows(level=code))
        for code, label in LEVELS.items()
    )


def _alerts(user: Any, lines: Iterable[Line], on: date) -> tuple[AlertCount, ...]:
    here = {line.pk for line in lines}
    raised = Counter(code for code, enrolment in raised_on(user, on) if enrolment in here)
    words = alert_words()
    return tuple(AlertCount(words.get(code, code), count) for code, count in raised.most_common())


def _map(provinces: Sequence[Share]) -> Map | None:
    values = {share.key: max(1.0, float(share.completion_percent)) for share in provinces if share.key}
    if not values:
        return None
    regions = {code.partition(".")[0] for code in values}
    around = Province.objects.filter(region__in=regions).values_list("code", flat=True)
    return choropleth(values, list(around))


def _province_names(lines: Iterable[Line]) -> dict[str, str]:
    codes = {line.province for line in lines}
    arabic = get_language() == "ar"
    return {
        code: (name_ar or name_fr) if arabic else name_fr
        for code, name_fr, name_ar in Province.objects.filter(code__in=codes).values_list(
            "code", "name_fr", "name_ar"
        )
    }


def _is_late(line: Line) -> bool:
    return line.late > 0 and not line.is_over


def _worst_first(line: Line) -> tuple[float, int, str]:
    return (line.forecast.probability, -line.late, line.number)


# --- The rows behind the figures ---


@dataclass(frozen=True)
class Choices:
    """What the rows may be filtered by: (key, words), "-" for none."""

    provinces: tuple[tuple[str, str], ...]
    lots: tuple[tuple[str, str], ...]
    coaches: tuple[tuple[str, str], ...]


def choices(lines: Sequence[Line]) -> Choices:
    nobody = _("Not assigned")
    return Choices(
        _ordered({line.province: "" for line in lines} | _province_names(lines)),
        _ordered({line.lot or "-": line.lot or nobody for line in lines}),
        _ordered({str(line.coach_id or "-"): line.coach or nobody for line in lines}),
    )


def _ordered(words: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(words.items(), key=lambda choice: choice[1]))


@dataclass(frozen=True)
class Wanted:
    """Which rows: empty means all, "-" none of it (no lot, no coach)."""

    q: str = ""
    step: str = ""
    level: str = ""
    province: str = ""
    lot: str = ""
    coach: str = ""
    attention: str = ""

    def keeps(self, line: Line) -> bool:
        reached = REACHED.get(self.step)
        text = self.q.casefold()
        return (
            (reached is None or reached(line))
            and (not self.level or (line.forecast.level == self.level and not line.is_over))
            and _is(self.province, line.province)
            and _is(self.lot, line.lot)
            and _is(self.coach, str(line.coach_id or ""))
            and (self.attention != "late" or _is_late(line))
            and (
                not text or any(text in each.casefold() for each in (line.number, line.name_fr, line.name_ar))
            )
        )


def _is(wanted: str, found: str) -> bool:
    return not wanted or (wanted == "-" and not found) or wanted == found


def rows(lines: Iterable[Line], wanted: Wanted) -> list[Line]:
    """The lines behind a figure, those least likely to complete first."""
    return sorted(filter(wanted.keeps, lines), key=_worst_first)


def export_headers() -> list[str]:
    return [
        _("Number"), _("Cooperative"), _("Prefecture or province"), _("Lot"), _("Coach"), _("Phase"), _("Month"),
        _("Modules attended"), _("Visits held"), _("Visits due"), _("Visits late"), _("Chance of completion (%)"),
        _("Visits expected"), _("At least"), _("At most"), _("Why"),
    ]  # fmt: skip


def export_rows(lines: Sequence[Line]) -> Iterable[list[Any]]:
    names, arabic = _province_names(lines), get_language() == "ar"
    for line in lines:
        told = line.forecast
        yield [
            line.number,
            (line.name_ar or line.name_fr) if arabic else (line.name_fr or line.name_ar),
            names.get(line.province, line.province),
            line.lot,
            line.coach,
            line.phase_label,
            line.month,
            line.modules,
            line.held,
            line.due,
            line.late,
            round(100 * told.probability),
            round(told.expected, 1),
            told.low,
            told.high,
            line.reason,
        ]
