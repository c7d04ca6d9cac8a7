"""The acts on cooperatives. Every one is refused to whom the rules do not allow it, and journalled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import rules
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from mourafaka.foundations.acts import act
from mourafaka.foundations.constraints import refusing
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.territory.models import Province, ValueChain

from . import identifiers
from .enums import STATUS_CHANGES, Status
from .models import CodeSequence, Cooperative, CooperativeContact, Label, MemberStat, OtherSupport

# What a person may say of a cooperative; the rest has its own act.
EDITABLE = [
    "name_fr",
    "name_ar",
    "court",
    "local_reg_no",
    "registered_on",
    "central_reg_no",
    "ice",
    "tax_id",
    "cnss_no",
    "legal_category",
    "management_form",
    "mandate_ends_on",
    "capital_subscribed_mad",
    "capital_paid_mad",
    "sector",
    "branch",
    "value_chain",
    "province",
    "commune",
    "address",
    "rural",
    "latitude",
    "longitude",
    "leader_name",
    "leader_role",
    "phone",
    "women_led",
    "youth_led",
    "first_sale_on",
    "consent_public",
]
COUNTS = [
    "members_total",
    "women",
    "youth",
    "graduates",
    "disabled",
    "rural",
    "illiterate",
    "board_total",
    "board_women",
]
OTHER_VALUE_CHAINS_AT_MOST = 3

_IDENTIFIERS: dict[str, Callable[[str], str]] = {
    "ice": identifiers.parse_ice,
    "tax_id": identifiers.parse_tax_id,
    "cnss_no": identifiers.parse_cnss_no,
    "phone": identifiers.parse_phone,
}


@act("registry.cooperative.register", rule="registry.register_cooperative", secret=("rib",))
def register_cooperative(
    province: Province,
    *,
    actor: User,
    values: Mapping[str, Any],
    rib: str = "",
    other_value_chains: Iterable[ValueChain] = (),
    counts: Mapping[str, int | None] | None = None,
    counted_on: date | None = None,
    even_if_alike: bool = False,
    synthetic: bool = False,
) -> Cooperative:
    """Register a cooperative of `province` under the next code of its region.

    `values`: any of `EDITABLE` except the province; `counts`: a first membership count, of `counted_on` or
    today. Refuses identifiers that do not hold, a registration
    number or ICE already taken, and a name already registered in the province unless `even_if_alike`.
    """
    cooperative = Cooperative(
        province=province, status_since=values.get("registered_on"), synthetic=synthetic
    )
    _write(cooperative, values, rib)
    if not even_if_alike:
        _refuse_twins(cooperative)
    cooperative.code = _next_code(province.region_id)
    _save(cooperative, actor)
    _set_other_value_chains(cooperative, other_value_chains)
    if counts:
        _count(cooperative, actor, counted_on or timezone.localdate(), counts)
    return cooperative


@act("registry.cooperative.correct", rule="registry.change_cooperative", secret=("rib",))
def correct_cooperative(
    cooperative: Cooperative,
    *,
    actor: User,
    version: int,
    values: Mapping[str, Any],
    rib: str | None = None,
    other_value_chains: Iterable[ValueChain] | None = None,
) -> Cooperative:
    """Change what is said of a cooperative, provided nobody did since `version`; its code never changes.

    Refuses with `changed_meanwhile` when somebody did, and nothing is overwritten. A `rib` of None is kept.
    """
    current = Cooperative.objects.select_for_update().get(pk=cooperative.pk)
    if current.version != version:
        raise Refused("changed_meanwhile", what=current.code)
    province = values.get("province")
    if province is not None and not rules.has_perm("registry.change_cooperative", actor, province):
        raise Refused("not_allowed")
    _write(current, values, rib)
    current.version += 1
    _save(current, actor)
    if other_value_chains is not None:
        _set_other_value_chains(current, other_value_chains)
    return current


@act("registry.members.record", rule="registry.change_cooperative")
def record_members(
    cooperative: Cooperative,
    *,
    actor: User,
    as_of: date,
    counts: Mapping[str, int | None],
    corrects: MemberStat | None = None,
) -> MemberStat:
    """Add the membership count of one day; what is not counted stays unknown, which is not zero.

    A second count for a day is refused unless it says which one it `corrects`; both are kept.
    """
    if corrects is not None and MemberStat.objects.filter(corrects=corrects).exists():
        raise Refused("count_already_corrected")
    others = cooperative.member_stats.current()
    if corrects is not None:
        others = others.exclude(pk=corrects.pk)
    if others.filter(as_of=as_of).exists():
        raise Refused("count_exists", as_of=as_of, field="as_of")
    return _count(cooperative, actor, as_of, counts, corrects)


@act("registry.cooperative.status", rule="registry.change_cooperative")
def change_status(
    cooperative: Cooperative, *, actor: User, status: str, since: date, reason: str
) -> Cooperative:
    """Active, dormant, suspended, dissolved: with a date and a reason, and dissolution is final."""
    current = Cooperative.objects.select_for_update().get(pk=cooperative.pk)
    if status not in STATUS_CHANGES[current.status]:
        raise Refused("status_change_impossible", old=Status(current.status).label, new=Status(status).label)
    if not reason.strip():
        raise Refused("status_reason_missing", field="reason")
    current.status, current.status_since, current.status_reason = status, since, reason.strip()
    current.version += 1
    _save(current, actor)
    return current


@act("registry.label.add", rule="registry.change_cooperative")
def add_label(
    cooperative: Cooperative,
    *,
    actor: User,
    kind: str,
    title: str,
    number: str = "",
    issued_on: date | None = None,
    expires_on: date | None = None,
) -> Label:
    """Record a sign of quality or a permit; refused when it would expire before it was issued."""
    label = Label(
        cooperative=cooperative,
        kind=kind,
        title=title,
        number=number,
        issued_on=issued_on,
        expires_on=expires_on,
    )
    with refusing(Label):
        label.save()
    return label


@act("registry.support.record", rule="registry.change_cooperative")
def record_other_support(
    cooperative: Cooperative,
    *,
    actor: User,
    programme: str,
    year: int,
    amount_mad: Any = None,
    purpose: str = "",
) -> OtherSupport:
    """Help from another programme, so that the same action is not paid for twice."""
    support = OtherSupport(
        cooperative=cooperative, programme=programme, year=year, amount_mad=amount_mad, purpose=purpose
    )
    with refusing(OtherSupport):
        support.save()
    return support


@act("registry.contact.add", rule="registry.change_cooperative")
def add_contact(cooperative: Cooperative, *, actor: User, user: User) -> CooperativeContact:
    """Let an account speak for the cooperative, and so see it. Adding it twice changes nothing."""
    contact, _ = CooperativeContact.objects.get_or_create(user=user, cooperative=cooperative)
    return contact


def _write(cooperative: Cooperative, values: Mapping[str, Any], rib: str | None) -> None:
    _refuse_unknown(values, EDITABLE)
    for name, value in values.items():
        setattr(
            cooperative, name, _parsed(_IDENTIFIERS[name], name, value) if name in _IDENTIFIERS else value
        )
    if rib is not None:
        cooperative.rib = _parsed(identifiers.parse_rib, "rib", rib)
    _refuse_contradictions(cooperative)


def _refuse_unknown(values: Mapping[str, Any], known: Iterable[str]) -> None:
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise Refused("unknown_fields", fields=", ".join(unknown))


def _parsed(parse: Callable[[str], str], name: str, value: str) -> str:
    try:
        return parse(value)
    except identifiers.IdentifierError as wrong:
        raise Refused(wrong.code, field=name) from wrong


def _refuse_contradictions(cooperative: Cooperative) -> None:
    if not (cooperative.name_fr.strip() or cooperative.name_ar.strip()):
        raise Refused("name_missing", field="name_fr")
    if cooperative.registered_on and cooperative.registered_on > timezone.localdate():
        raise Refused("registered_in_the_future", field="registered_on")
    branch, commune = cooperative.branch, cooperative.commune
    if branch is not None and branch.parent_id != cooperative.sector_id:
        raise Refused("branch_of_another_sector", branch=branch, sector=cooperative.sector, field="branch")
    if commune is not None and commune.province_id != cooperative.province_id:
        raise Refused(
            "commune_of_another_province", commune=commune, province=cooperative.province, field="commune"
        )


def _refuse_twins(cooperative: Cooperative) -> None:
    cooperative.refresh_search_columns()
    twin = Cooperative.objects.filter(
        province_id=cooperative.province_id, name_key=cooperative.name_key
    ).values_list("code", flat=True)[:1]
    for code in twin:
        raise Refused("looks_registered", name=cooperative.name, twin=code, field="name_fr")


def _count(
    cooperative: Cooperative,
    actor: User,
    as_of: date,
    counts: Mapping[str, int | None],
    corrects: MemberStat | None = None,
) -> MemberStat:
    if as_of > timezone.localdate():
        raise Refused("count_in_the_future", field="as_of")
    _refuse_unknown(counts, COUNTS)
    stat = MemberStat(cooperative=cooperative, as_of=as_of, corrects=corrects, recorded_by=actor, **counts)
    with refusing(MemberStat):
        stat.save(force_insert=True)
    return stat


def _next_code(region_code: str) -> str:
    """The update locks the row until the transaction ends: two registrations never get one number."""
    own = CodeSequence.objects.filter(region_code=region_code)
    if not own.update(last=F("last") + 1):
        CodeSequence.objects.get_or_create(region_code=region_code)
        own.update(last=F("last") + 1)
    return f"COOP-{region_code}-{own.values_list('last', flat=True).get():05d}"


def _save(cooperative: Cooperative, actor: User) -> None:
    references = [field.name for field in cooperative._meta.concrete_fields if field.is_relation]
    try:
        cooperative.clean_fields(exclude=[*references, "code"])
    except ValidationError as errors:
        name, messages = next(iter(errors.message_dict.items()))
        raise Refused("value_refused", reason=messages[0], field=name) from errors
    cooperative._history_user = actor  # type: ignore[attr-defined]  # who changed it, whatever the door
    with refusing(Cooperative):
        cooperative.save()


def _set_other_value_chains(cooperative: Cooperative, chains: Iterable[ValueChain]) -> None:
    chains = list(chains)
    if len(chains) > OTHER_VALUE_CHAINS_AT_MOST or cooperative.value_chain in chains:
        raise Refused("too_many_value_chains", field="other_value_chains")
    if chains or cooperative.version > 1:
        cooperative.other_value_chains.set(chains)


@dataclass(frozen=True)
class AccountNumber:
    """A bank account number, shown once to who asked for it and written nowhere."""

    digits: str = field(repr=False)


@act("registry.rib.read", rule="registry.view_rib")
def read_rib(cooperative: Cooperative, *, actor: User) -> AccountNumber:
    """The bank account number in clear (24 digits). Refuses when none is recorded. The journal says who read it."""
    digits = Cooperative.objects.only("rib_encrypted").get(pk=cooperative.pk).rib
    if not digits:
        raise Refused("rib_missing")
    return AccountNumber(digits)
