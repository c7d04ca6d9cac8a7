"""What everybody may see of a cohort: figures about people only where there are at least five."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.utils.translation import gettext as _

from mourafaka.calls.models import Application, Cohort
from mourafaka.calls.queries import QuotaInWords, rules_in_words
from mourafaka.foundations.formats import format_number
from mourafaka.selection.models import CommitteeSession, Decision, Minute, PublishedBundle
from mourafaka.territory.maps import Map, choropleth
from mourafaka.territory.models import Province

FEWEST_PEOPLE = 5
IN_COHORT = ("selected", "enrolled")


@dataclass(frozen=True)
class ProvinceLine:
    province: Province
    applications: int
    chosen: int


@dataclass(frozen=True)
class PublicCohort:
    """The public page of a cohort."""

    cohort: Cohort
    seats: int
    applications: int
    chosen: int
    members: int | None
    women_percent: int | None
    provinces: tuple[ProvinceLine, ...]
    map: Map
    rules: tuple[str, ...]
    named: tuple[Application, ...]
    exceptions: int
    fingerprint: str
    minutes: tuple[Minute, ...]
    bundle: PublishedBundle | None

    @property
    def unnamed(self) -> int:
        return self.chosen - len(self.named)


def decided_cohorts() -> QuerySet[Cohort]:
    """Cohorts on which a committee has decided."""
    sessions = CommitteeSession.objects.closed().values("call__cohort")
    return Cohort.objects.filter(pk__in=sessions)


def with_version(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """Each cohort with what its public page depends on, in one query."""
    in_cohort = Application.objects.filter(call__cohort=OuterRef("pk"), state__in=IN_COHORT).order_by()
    named = in_cohort.filter(cooperative__consent_public=True)
    latest = in_cohort.order_by("-cooperative__updated_at").values("cooperative__updated_at")
    minutes = Minute.objects.filter(call__cohort=OuterRef("pk")).order_by()
    return cohorts.annotate(
        chosen_count=_count(in_cohort),
        named_count=_count(named),
        latest_correction=Subquery(latest[:1]),
        minutes_count=_count(minutes),
        last_bundle=Subquery(PublishedBundle.objects.filter(cohort=OuterRef("pk")).values("pk")[:1]),
    )


def _count(rows: QuerySet[Any]) -> Subquery:
    return Subquery(rows.annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n"))


def version_of(cohort: Any) -> str:
    """What the page of a cohort `with_version` depends on: it changes with every decision, withdrawal,
    correction and bundle."""
    facts = (cohort.pk, cohort.name, cohort.chosen_count, cohort.named_count, cohort.latest_correction)
    return repr((*facts, cohort.minutes_count, cohort.last_bundle))


def public_cohort(cohort: Cohort) -> PublicCohort | None:
    """None while no committee has decided."""
    session = (
        CommitteeSession.objects.closed()
        .filter(call__cohort=cohort)
        .select_related("call", "proposal__rules_version")
        .order_by("-closed_at")
        .first()
    )
    if session is None or session.proposal is None:
        return None
    applications = Application.objects.filter(call=session.call).submitted() | Application.objects.filter(
        call=session.call, submitted_at__isnull=False
    )
    chosen = list(
        Application.objects.filter(call=session.call, state__in=IN_COHORT)
        .select_related(
            "cooperative__province", "cooperative__sector", "cooperative__value_chain", "member_stat"
        )
        .order_by("cooperative__province", "number")
    )
    provinces = _provinces(session, applications, chosen)
    members, women = _people(chosen)
    decisions = Decision.objects.filter(session=session).select_related("motion")
    return PublicCohort(
        cohort=cohort,
        seats=session.call.seats,
        applications=applications.count(),
        chosen=len(chosen),
        members=members,
        women_percent=None if members is None or women is None else round(100 * women / members),
        provinces=provinces,
        map=choropleth(
            {line.province.code: line.chosen for line in provinces},
            [line.province.code for line in provinces],
        ),
        rules=plain_rules(session.proposal.rules_version.data),
        named=tuple(a for a in chosen if a.cooperative.consent_public),
        exceptions=sum(decision.is_exception for decision in decisions),
        fingerprint=session.fingerprint,
        minutes=tuple(Minute.objects.filter(session=session).select_related("file")),
        bundle=PublishedBundle.objects.filter(cohort=cohort).select_related("file").first(),
    )


def _provinces(session: Any, applications: Any, chosen: list[Application]) -> tuple[ProvinceLine, ...]:
    counts = dict(
        applications.order_by()
        .values_list("cooperative__province")
        .annotate(n=Count("pk", distinct=True))
        .values_list("cooperative__province", "n")
    )
    taken = [application.cooperative.province_id for application in chosen]
    lines = [
        ProvinceLine(province, counts.get(province.code, 0), taken.count(province.code))
        for province in session.call.provinces.all()
    ]
    return tuple(sorted(lines, key=lambda line: (-line.chosen, -line.applications)))


def _people(chosen: list[Application]) -> tuple[int | None, int | None]:
    """Members and women of the chosen cooperatives; nothing where a group has fewer than five people."""
    stats = [application.member_stat for application in chosen if application.member_stat is not None]
    members = sum(stat.members_total for stat in stats)
    women = sum(stat.women or 0 for stat in stats)
    if members < FEWEST_PEOPLE:
        return None, None
    if women < FEWEST_PEOPLE or members - women < FEWEST_PEOPLE:
        return members, None
    return members, women


def _quotas_by_column(quotas: Iterable[QuotaInWords]) -> Iterable[str]:
    """Bounds on one column in one sentence: “Province: Tata 3 to 5 · Tiznit 3 to 8”."""
    by_column: dict[str, list[QuotaInWords]] = {}
    for quota in quotas:
        by_column.setdefault(quota.column, []).append(quota)
    for column, group in by_column.items():
        if len(group) == 1:
            yield _("%(what)s: %(which)s") % {"what": group[0].name, "which": group[0].bounds}
        else:
            each = " · ".join(f"{quota.name} {quota.bounds}" for quota in group)
            yield _("%(what)s: %(which)s") % {"what": column, "which": each}


def plain_rules(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The published rules, one plain sentence each."""
    words = rules_in_words(data)
    third = data["third_reading"]
    told = [
        _("Criteria marked blind: %(criteria)s; readers per application: %(readings)s")
        % {"criteria": len(words.criteria), "readings": data["readings"]},
        _("A third reading when two readers are %(gap)s points apart")
        % {"gap": format_number(float(third["total_gap"]))},
        _("Marks corrected for the severity of each reader")
        if data["basis"] == "adjusted"
        else _("Marks taken as the readers gave them"),
        _("At least %(points)s points out of 100") % {"points": data["threshold"]},
        *_quotas_by_column(words.quotas),
        _("The best total possible under these rules, proven"),
    ]
    return tuple(str(sentence) for sentence in told)
