"""What the pages of the registry read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mourafaka.territory import maps
from mourafaka.territory.models import Province

from .models import Cooperative, Label, MemberStat, OtherSupport
from .sockets import Moment, moments

CHART_HEIGHT = 60
CHART_WIDTH = 240

# The columns of a download: the same headers as the import's template, so that it can be sent back.
EXPORTED: tuple[tuple[str, Any], ...] = (
    ("code", gettext_lazy("Code")),
    ("name_fr", gettext_lazy("Name in French")),
    ("name_ar", gettext_lazy("Name in Arabic")),
    ("province", gettext_lazy("Prefecture or province")),
    ("commune", gettext_lazy("Commune")),
    ("sector", gettext_lazy("Sector")),
    ("branch", gettext_lazy("Branch")),
    ("value_chain", gettext_lazy("Main value chain")),
    ("court", gettext_lazy("Court of registration")),
    ("local_reg_no", gettext_lazy("Local register number")),
    ("registered_on", gettext_lazy("Registered on")),
    ("central_reg_no", gettext_lazy("Central register number (ODCO)")),
    ("ice", gettext_lazy("ICE")),
    ("address", gettext_lazy("Douar or address")),
    ("leader_name", gettext_lazy("President or manager")),
    ("phone", gettext_lazy("Phone")),
    ("women_led", gettext_lazy("Led by a woman")),
    ("youth_led", gettext_lazy("Led by a person of 35 or younger")),
    ("members_total", gettext_lazy("Members")),
    ("women_total", gettext_lazy("Women")),
    ("status", gettext_lazy("Status")),
    ("synthetic", gettext_lazy("Synthetic")),
)


def export_headers() -> list[str]:
    return [str(label) for _name, label in EXPORTED]


def export_rows(found: QuerySet[Cooperative]) -> Iterator[list[Any]]:
    rows = found.select_related("province", "commune", "sector", "branch", "value_chain")  # type: ignore[misc]
    for cooperative in rows.with_members().iterator(chunk_size=2000):  # type: ignore[attr-defined]
        yield [_exported(cooperative, name) for name, _label in EXPORTED]


def _exported(cooperative: Any, name: str) -> Any:
    value = getattr(cooperative, name)
    if name == "status":
        return cooperative.get_status_display()
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value if value is None or isinstance(value, str | int) or name == "registered_on" else str(value)


@dataclass(frozen=True)
class ProvinceCount:
    province: Province
    count: int


@dataclass(frozen=True)
class MapPage:
    map: maps.Map
    rows: tuple[ProvinceCount, ...]
    total: int


def map_page(found: QuerySet[Cooperative]) -> MapPage:
    """How many of these cooperatives in each province, on a map and in a table, most first."""
    counts = dict(found.order_by().values_list("province_id").annotate(n=Count("pk")))
    provinces = Province.objects.select_related("region").in_bulk(list(counts))
    rows = sorted(
        (ProvinceCount(provinces[code], n) for code, n in counts.items()),
        key=lambda row: (-row.count, row.province.code),
    )
    return MapPage(maps.choropleth(counts), tuple(rows), sum(counts.values()))


@dataclass(frozen=True)
class Bar:
    """One membership count as a mark: the women within the total."""

    x: float
    width: float
    total_y: float
    total_height: float
    women_height: float
    women_y: float


@dataclass(frozen=True)
class CooperativePage:
    cooperative: Cooperative
    stats: tuple[MemberStat, ...]
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    support: tuple[OtherSupport, ...]
    duplicates: tuple[Cooperative, ...]

    @property
    def members(self) -> int | None:
        return self._latest("members_total")

    @property
    def women(self) -> int | None:
        return self._latest("women")

    @property
    def youth(self) -> int | None:
        return self._latest("youth")

    def _latest(self, count: str) -> int | None:
        """A count of the most recent snapshot in force; None when unknown."""
        latest = next((stat for stat in self.stats if not stat.is_corrected), None)  # type: ignore[attr-defined]
        return getattr(latest, count, None)


def cooperative_page(cooperative: Cooperative, scope: Any) -> CooperativePage:
    """`scope` is what the reader sees: a duplicate elsewhere is not told."""
    stats = list(cooperative.member_stats.select_related("recorded_by").order_by("-as_of", "-pk"))
    corrected = {stat.corrects_id for stat in stats if stat.corrects_id}
    for stat in stats:
        stat.is_corrected = stat.pk in corrected  # type: ignore[attr-defined]
    current = [stat for stat in reversed(stats) if stat.pk not in corrected]
    return CooperativePage(
        cooperative,
        tuple(stats),
        tuple(_bars(current)),
        tuple(cooperative.labels.all()),
        tuple(cooperative.other_support.all()),
        tuple(scope.likely_duplicates(cooperative)[:5]),
    )


def _bars(stats: list[MemberStat]) -> Iterator[Bar]:
    """Side by side, oldest first, scaled to the largest."""
    highest = max((stat.members_total for stat in stats), default=0) or 1
    step = CHART_WIDTH / max(len(stats), 4)
    for index, stat in enumerate(stats):
        total = CHART_HEIGHT * stat.members_total / highest
        women = CHART_HEIGHT * (stat.women or 0) / highest
        yield Bar(
            round(index * step + step * 0.15, 1),
            round(step * 0.7, 1),
            round(CHART_HEIGHT - total, 1),
            round(total, 1),
            round(women, 1),
            round(CHART_HEIGHT - women, 1),
        )


@dataclass(frozen=True)
class Change:
    """One correction of a cooperative: when, by whom, which fields."""

    at: Any
    who: Any
    fields: tuple[str, ...]
    reason = ""

    @property
    def what(self) -> str:
        return " · ".join(self.fields)


def changes(cooperative: Cooperative, at_most: int = 8) -> list[Change]:
    """The latest corrections, newest first, by the names of the fields only (values may be confidential)."""
    versions = list(cooperative.history.select_related("history_user")[: at_most + 1])
    return [
        Change(new.history_date, new.history_user, tuple(_changed_fields(old, new)))
        for new, old in pairwise(versions)
    ]


def _changed_fields(old: Any, new: Any) -> Iterable[str]:
    silent = {"version", "updated_at", "rib_index"}
    for field in Cooperative._meta.concrete_fields:
        if field.name in silent or not hasattr(old, field.attname):
            continue
        if getattr(old, field.attname) != getattr(new, field.attname):
            yield str(_("RIB") if field.name == "rib_encrypted" else field.verbose_name)


def list_page(page: QuerySet[Cooperative]) -> QuerySet[Cooperative]:
    """The rows of one page with what a list shows; only the page's rows are joined, however deep it is."""
    rows = Cooperative.objects.filter(pk__in=page.values("pk")).with_places().with_members()
    return rows.order_by(*page.query.order_by)


@dataclass(frozen=True)
class Year:
    """The moments of a year, the latest first."""

    year: int
    moments: tuple[Moment, ...]


def story(cooperative: Cooperative, user: Any) -> list[Year]:
    """All that happened to the cooperative and is planned, as far as this person may see, the latest first."""
    told = [
        *own_moments(cooperative),
        *(each for room in moments.collect(cooperative, user) for each in room),
    ]
    told.sort(key=lambda moment: moment.on, reverse=True)
    return [Year(year, tuple(group)) for year, group in groupby(told, key=lambda moment: moment.on.year)]


def own_moments(cooperative: Cooperative) -> Iterator[Moment]:
    if cooperative.registered_on:
        yield Moment(cooperative.registered_on, _("Registered"), cooperative.court, tone="done")
    if cooperative.first_sale_on:
        yield Moment(cooperative.first_sale_on, _("First sale"), tone="done")
    if cooperative.status_since and cooperative.status_reason:
        yield Moment(
            cooperative.status_since,
            cooperative.get_status_display(),
            cooperative.status_reason,
            tone=cooperative.state_code,
        )
