"""The register of cooperatives, read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from mourafaka.api.answers import Coded, Page, Paging, Words
from mourafaka.api.auth import Request, enter
from mourafaka.api.paths import PLAIN, REFUSALS, Number, Slug, Territory
from mourafaka.registry.enums import Status
from mourafaka.registry.models import Cooperative, MemberStat

router = Router(tags=["registry"])


class Members(Schema):
    """A dated count; what nobody counted is null, which is not zero."""

    as_of: date
    total: int
    women: int | None
    youth: int | None
    board_total: int | None
    board_women: int | None

    @classmethod
    def of(cls, stat: MemberStat) -> Members:
        return cls(
            as_of=stat.as_of,
            total=stat.members_total,
            women=stat.women,
            youth=stat.youth,
            board_total=stat.board_total,
            board_women=stat.board_women,
        )


class CooperativeLine(Schema):
    code: str
    names: Words
    province: Coded
    sector: Coded
    registered_on: date | None
    women_led: bool
    youth_led: bool
    status: str
    members_total: int | None
    synthetic: bool

    @classmethod
    def of(cls, cooperative: Any) -> CooperativeLine:
        return cls(**_cooperative(cooperative), members_total=cooperative.members_total)


class CooperativeFile(Schema):
    code: str
    names: Words
    province: Coded
    commune: Coded | None
    sector: Coded
    branch: Coded | None
    value_chain: Coded | None
    other_value_chains: list[Coded]
    registered_on: date | None
    local_reg_no: str
    court: str
    legal_category: str
    women_led: bool
    youth_led: bool
    rural: bool | None
    status: str
    members: list[Members]
    synthetic: bool
    version: int

    @classmethod
    def of(cls, cooperative: Cooperative) -> CooperativeFile:
        return cls(
            **_cooperative(cooperative),
            commune=Coded.place(cooperative.commune) if cooperative.commune else None,
            branch=Coded.sort(cooperative.branch) if cooperative.branch else None,
            value_chain=Coded.sort(cooperative.value_chain) if cooperative.value_chain else None,
            other_value_chains=[Coded.sort(chain) for chain in cooperative.other_value_chains.all()],
            local_reg_no=cooperative.local_reg_no,
            court=cooperative.court,
            legal_category=cooperative.legal_category,
            rural=cooperative.rural,
            members=[Members.of(stat) for stat in cooperative.member_stats.current().order_by("-as_of")],
            version=cooperative.version,
        )


def _cooperative(cooperative: Cooperative) -> dict[str, Any]:
    return {
        "code": cooperative.code,
        "names": Words.named(cooperative),
        "province": Coded.place(cooperative.province),
        "sector": Coded.sort(cooperative.sector),
        "registered_on": cooperative.registered_on,
        "women_led": cooperative.women_led,
        "youth_led": cooperative.youth_led,
        "status": cooperative.status,
        "synthetic": cooperative.synthetic,
    }


class CooperativeFilters(Schema):
    q: str = Field("", max_length=100, pattern=PLAIN)
    territory: Territory | None = None
    sector: Slug | None = None
    status: Status | None = None
    women_led: bool | None = None
    youth_led: bool | None = None


@router.get(
    "/cooperatives",
    response={200: Page[CooperativeLine], **REFUSALS},
    url_name="cooperatives",
)
def list_cooperatives(request: Request, filters: Query[CooperativeFilters], paging: Query[Paging]) -> Any:
    """Cooperatives in the caller's territories. `territory` is a region (09) or a province (09.541)."""
    enter(request.auth, "registry.view_cooperative")
    found = Cooperative.objects.visible_to(request.auth).with_places().with_members()
    if filters.q:
        found = found.search(filters.q)
    if filters.territory:
        found = found.in_territory([filters.territory])
    equal = {"sector_id": filters.sector, **filters.dict(include={"status", "women_led", "youth_led"})}
    found = found.filter(**{name: value for name, value in equal.items() if value is not None})
    return paging.cut(found.order_by("code"), CooperativeLine.of)


@router.get(
    "/cooperatives/{code}",
    response={200: CooperativeFile, **REFUSALS},
    url_name="cooperative",
)
def read_cooperative(request: Request, code: Number) -> Any:
    """One cooperative with its dated membership counts."""
    enter(request.auth, "registry.view_cooperative")
    scope = Cooperative.objects.visible_to(request.auth).with_places().select_related("branch", "commune")
    return CooperativeFile.of(get_object_or_404(scope, code=code))
