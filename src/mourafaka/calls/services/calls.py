"""Calls and the versions of their rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from mourafaka.calls import rules_data
from mourafaka.calls.enums import CALL_FLOW, CallState
from mourafaka.calls.keeping import locked_call, refuse_unknown, saved
from mourafaka.calls.models import Call, CallDocument, Cohort, DocumentKind, RulesVersion
from mourafaka.calls.queries import known_columns, latest_rules
from mourafaka.calls.services.moving import move
from mourafaka.foundations.acts import act
from mourafaka.foundations.formats import format_moment
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.territory.models import Province, Sector

CALL_FIELDS = (
    "code",
    "title_fr",
    "title_ar",
    "opens_at",
    "closes_at",
    "reviews_due_at",
    "seats",
    "max_age_months",
    "min_members",
    "appeal_days",
)
DEFAULT_EXCLUDED_SECTORS = ("housing",)


@act("calls.call.create", rule="calls.manage_call")
def create_call(
    cohort: Cohort,
    *,
    actor: User,
    values: Mapping[str, Any],
    provinces: Iterable[Province],
    excluded_sectors: Iterable[Sector] | None = None,
    documents: Mapping[str, bool] | None = None,
) -> Call:
    """A call in preparation, with version 1 of its rules (grid v1, no quota yet).

    `values`: `CALL_FIELDS`. `documents`: kind code → mandatory; by default the packaged list. Housing is
    excluded unless `excluded_sectors` says otherwise.
    """
    refuse_unknown(values, CALL_FIELDS)
    call = Call(cohort=cohort, **values)
    provinces = _own_provinces(actor, provinces)
    saved(call)
    if excluded_sectors is None:
        excluded_sectors = Sector.objects.filter(code__in=DEFAULT_EXCLUDED_SECTORS)
    _write_relations(call, provinces, excluded_sectors, documents or _default_documents())
    first = RulesVersion(call=call, number=1, data=rules_data.default_rules(call.seats), created_by=actor)
    first.save()
    call.sealed_objects = (first,)
    return call


@act("calls.call.edit", rule="calls.manage_call")
def edit_call(
    call: Call,
    *,
    actor: User,
    values: Mapping[str, Any],
    provinces: Iterable[Province] | None = None,
    excluded_sectors: Iterable[Sector] | None = None,
    documents: Mapping[str, bool] | None = None,
    version: int | None = None,
) -> Call:
    """Change a call still in preparation. Refuses with `changed_meanwhile` when `version` is no longer it."""
    current = locked_call(call, version)
    if current.state != CallState.DRAFT:
        raise Refused("call_not_draft", call=current.code, state=current.get_state_display())
    refuse_unknown(values, CALL_FIELDS)
    for name, value in values.items():
        setattr(current, name, value)
    current.version += 1
    saved(current)
    _write_relations(
        current,
        None if provinces is None else _own_provinces(actor, provinces),
        excluded_sectors,
        documents,
    )
    _seats_into_rules(current)
    return current


@act("calls.rules.write", rule="calls.manage_call", secret=("data",))
def write_rules(
    call: Call, *, actor: User, data: Mapping[str, Any], reason: str = "", version: int | None = None
) -> RulesVersion:
    """The selection rules of a call. In preparation they are rewritten; later each change is a new version
    and needs its reason. Seats follow the rules. Refuses `rules_faulty` with every fault worded.

    `version` is the call's, read before editing. The data stay out of the journal's facts: the seal has them.
    """
    current = locked_call(call, version)
    if current.state in (CallState.DECIDED, CallState.PUBLISHED):
        raise Refused("rules_after_decision", call=current.code, state=current.get_state_display())
    data = _checked(data, current)
    latest = latest_rules(current)
    current.seats = data["seats"]
    current.version += 1
    current.save(update_fields=["seats", "version"])
    if latest is not None and latest.frozen_at is None:
        latest.data, latest.reason = {**data, "version": latest.number}, reason.strip()
        latest.save(update_fields=["data", "reason"])
        return latest
    return _next_version(current, latest, data, reason.strip(), actor)


def _next_version(
    call: Call, latest: RulesVersion | None, data: dict[str, Any], reason: str, actor: User
) -> RulesVersion:
    if not reason:
        raise Refused("rules_reason_missing", field="reason")
    number = latest.number + 1 if latest else 1
    if latest is not None and {**data, "version": latest.number} == latest.data:
        raise Refused("rules_unchanged")
    return RulesVersion.objects.create(
        call=call,
        number=number,
        data={**data, "version": number},
        reason=reason,
        created_by=actor,
        frozen_at=timezone.now(),
    )


@act("calls.call.open", rule="calls.manage_call")
def open_call(call: Call, *, actor: User) -> Call:
    """Open a call and freeze its rules: what changes after that is a new version with its reason."""
    current = locked_call(call)
    move(current, CALL_FLOW, "open")
    if not current.provinces.exists():
        raise Refused("call_without_province")
    rules = RulesVersion.objects.select_for_update().filter(call=current).order_by("-number")[0]
    rules.data = {**_checked(rules.data, current), "version": rules.number}
    rules.frozen_at = timezone.now()
    rules.save(update_fields=["data", "frozen_at"])
    current.save(update_fields=["state"])
    current.sealed_objects = (rules,)
    return current


@act("calls.call.close", rule="calls.manage_call")
def close_call(call: Call, *, actor: User) -> Call:
    """Close a call whose closing time is past."""
    current = locked_call(call)
    if current.state == CallState.OPEN and timezone.now() < current.closes_at:
        raise Refused("call_before_term", closes_at=format_moment(current.closes_at))
    move(current, CALL_FLOW, "close")
    current.save(update_fields=["state"])
    return current


@act("calls.call.move", rule="calls.move_applications")
def move_call(call: Call, *, actor: User, verb: str) -> Call:
    """`decide` or `publish`: the steps of a call that later rooms take."""
    if verb not in ("decide", "publish"):
        raise Refused("move_not_offered", verb=verb)
    current = locked_call(call)
    move(current, CALL_FLOW, verb)
    current.save(update_fields=["state"])
    return current


def _own_provinces(actor: User, provinces: Iterable[Province]) -> list[Province]:
    """At least one, every one in the manager's territory."""
    provinces = list(provinces)
    if not provinces:
        raise Refused("call_without_province", field="provinces")
    if not all(actor.has_role("manager", province.code) for province in provinces):
        raise Refused("not_allowed")
    return provinces


def _default_documents() -> dict[str, bool]:
    return dict(DocumentKind.objects.values_list("code", "mandatory_by_default"))


def _write_relations(
    call: Call,
    provinces: Iterable[Province] | None,
    excluded_sectors: Iterable[Sector] | None,
    documents: Mapping[str, bool] | None,
) -> None:
    if provinces is not None:
        call.provinces.set(provinces)
    if excluded_sectors is not None:
        call.excluded_sectors.set(excluded_sectors)
    if documents is None:
        return
    kinds = set(DocumentKind.objects.values_list("code", flat=True))
    for code in documents:
        if code not in kinds:
            raise Refused("document_unknown", kind=code)
    call.documents.all().delete()
    CallDocument.objects.bulk_create(
        CallDocument(call=call, kind_id=code, mandatory=mandatory) for code, mandatory in documents.items()
    )


def _seats_into_rules(call: Call) -> None:
    latest = latest_rules(call)
    if latest is not None and latest.frozen_at is None and latest.data["seats"] != call.seats:
        latest.data = {**latest.data, "seats": call.seats}
        latest.save(update_fields=["data"])
        call.sealed_objects = (latest,)


def _checked(data: Mapping[str, Any], call: Call) -> dict[str, Any]:
    try:
        return rules_data.checked(data, known_columns(call))
    except rules_data.RulesFaulty as faulty:
        problems = [str(problem) for problem in faulty.problems]
        raise Refused("rules_faulty", problems=" ".join(problems), each=problems) from faulty
