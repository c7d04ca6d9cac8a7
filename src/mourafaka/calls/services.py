"""The acts on programmes, calls and applications. Deadlines are judged to the second by the server's clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import rules as permissions
from django.core.exceptions import ValidationError
from django.utils import timezone

from mourafaka.calls import dossiers, gates, rules_data
from mourafaka.calls.enums import (
    APPLICATION_FLOW,
    CALL_FLOW,
    EDITABLE_STATES,
    OUTCOMES,
    STEPS,
    ApplicationState,
    CallState,
    DocumentState,
)
from mourafaka.calls.models import (
    Application,
    ApplicationDocument,
    Call,
    CallDocument,
    Cohort,
    DocumentKind,
    EligibilityCheck,
    Lot,
    Programme,
    RulesVersion,
)
from mourafaka.calls.queries import known_columns, latest_rules
from mourafaka.engine.flows import Flow, FlowError
from mourafaka.foundations.acts import act
from mourafaka.foundations.constraints import refusing
from mourafaka.foundations.formats import format_moment
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.registry.models import Cooperative
from mourafaka.territory.models import Province, Sector

CALL_FIELDS = (
    "code title_fr title_ar opens_at closes_at reviews_due_at seats max_age_months min_members appeal_days"
).split()
SECTION_FIELDS = (
    "language project_title collective_need products innovation market environment jobs_now jobs_in_24_months "
    "jobs_women jobs_youth turnover_last_year_mad turnover_this_year_mad turnover_next_year_mad "
    "turnover_year_after_mad need_management need_technique need_marketing investment_mad own_contribution_mad "
    "support_received commits_to_attend consents_to_processing"
).split()
REQUIRED_TO_SUBMIT = ("project_title", "collective_need", "products", "market")
COLLECTIVE_NEED_CHARACTERS = 200
DEFAULT_EXCLUDED_SECTORS = ("housing",)


# Programmes, cohorts, lots


@act("calls.programme.create", rule="calls.manage_programme")
def create_programme(parent: None, *, actor: User, code: str, name_fr: str, name_ar: str) -> Programme:
    """A programme above cohorts. `parent` is None: nothing stands above a programme."""
    return _saved(Programme(code=code, name_fr=name_fr, name_ar=name_ar))


@act("calls.cohort.create", rule="calls.manage_programme")
def create_cohort(
    programme: Programme,
    *,
    actor: User,
    code: str,
    number: int,
    name_fr: str,
    name_ar: str,
    service_starts_on: date,
    service_ends_on: date,
    synthetic: bool = False,
) -> Cohort:
    cohort = Cohort(
        programme=programme,
        code=code,
        number=number,
        name_fr=name_fr,
        name_ar=name_ar,
        service_starts_on=service_starts_on,
        service_ends_on=service_ends_on,
        synthetic=synthetic,
    )
    return _saved(cohort)


@act("calls.lot.create", rule="calls.manage_programme")
def create_lot(cohort: Cohort, *, actor: User, code: str, provinces: Iterable[Province]) -> Lot:
    """A set of provinces for one contractor; it may straddle regions."""
    lot = _saved(Lot(cohort=cohort, code=code))
    lot.provinces.set(provinces)
    return lot


# Calls


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
    _refuse_unknown(values, CALL_FIELDS)
    call = Call(cohort=cohort, **values)
    provinces = _own_provinces(actor, provinces)
    _saved(call)
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
    current = _locked_call(call, version)
    if current.state != CallState.DRAFT:
        raise Refused("call_not_draft", call=current.code, state=current.get_state_display())
    _refuse_unknown(values, CALL_FIELDS)
    for name, value in values.items():
        setattr(current, name, value)
    current.version += 1
    _saved(current)
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
    current = _locked_call(call, version)
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
    current = _locked_call(call)
    _move(current, CALL_FLOW, "open")
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
    current = _locked_call(call)
    if current.state == CallState.OPEN and timezone.now() < current.closes_at:
        raise Refused("call_before_term", closes_at=format_moment(current.closes_at))
    _move(current, CALL_FLOW, "close")
    current.save(update_fields=["state"])
    return current


@act("calls.call.move", rule="calls.move_applications")
def move_call(call: Call, *, actor: User, verb: str) -> Call:
    """`decide` or `publish`: the steps of a call that later rooms take."""
    if verb not in ("decide", "publish"):
        raise Refused("move_not_offered", verb=verb)
    current = _locked_call(call)
    _move(current, CALL_FLOW, verb)
    current.save(update_fields=["state"])
    return current


# Applications


@act("calls.application.enter", rule="calls.enter_application")
def enter_application(
    call: Call, *, actor: User, cooperative: Cooperative, sections: Mapping[str, Any] | None = None
) -> Application:
    """A draft application under the call's next number (T2-09-0001): the locked call gives it only once.

    `sections`: any of `SECTION_FIELDS`. Refuses another territory's cooperative, a call that takes none, a
    second application of the cooperative.
    """
    if not _covers(actor, cooperative.province_id):
        raise Refused("not_this_cooperative", cooperative=cooperative.code)
    current = _locked_call(call)
    _refuse_unless_receiving(current, actor)
    current.last_number += 1
    application = Application(
        call=current,
        cooperative=cooperative,
        number=f"{current.code}-{current.last_number:04d}",
        entered_by=actor,
    )
    _write_sections(application, sections or {})
    _saved(application)
    current.save(update_fields=["last_number"])
    ApplicationDocument.objects.bulk_create(
        ApplicationDocument(application=application, kind_id=kind)
        for kind in current.documents.values_list("kind", flat=True)
    )
    return application


@act("calls.application.edit", rule="calls.edit_application")
def edit_application(
    application: Application, *, actor: User, version: int, sections: Mapping[str, Any]
) -> Application:
    """Change sections of a draft or of an application to complete, provided nobody did since `version`."""
    current = _locked(application)
    if current.version != version:
        raise Refused("changed_meanwhile", what=current.number)
    if current.state not in EDITABLE_STATES:
        raise Refused("application_not_editable", number=current.number, state=current.get_state_display())
    _write_sections(current, sections)
    current.version += 1
    return _saved(current)


@act("calls.application.submit", rule="calls.edit_application")
def submit_application(
    application: Application,
    *,
    actor: User,
    received_at: datetime | None = None,
    late_reason: str = "",
) -> Application:
    """Submit, pin the membership count known that day and evaluate the gates.

    After the closing time only a manager may, for an application received before it (`received_at`) and with
    a reason. An application completed on request keeps the time of its first submission.
    """
    current = _locked(application)
    _move(current, APPLICATION_FLOW, "submit")
    _refuse_incomplete(current)
    if current.submitted_at is None:
        current.submitted_at = _time_of_submission(current.call, actor, received_at, late_reason)
    current.member_stat = (
        current.cooperative.member_stats.as_known(timezone.localdate(current.submitted_at)).first()
        or current.cooperative.member_stats.as_known(gates.closing_day(current.call)).first()
    )
    current.version += 1
    current.save()
    _evaluate([current])
    return current


@act("calls.application.document", rule="calls.check_application")
def set_document_state(
    application: Application,
    *,
    actor: User,
    kind: str,
    state: str,
    note: str = "",
    file: StoredFile | None = None,
) -> Application:
    """Say that a document is missing, received, accepted or rejected; the gates follow. A None file is kept."""
    return _set_documents(application, {kind: state}, note=note, file=file)


@act("calls.application.documents", rule="calls.check_application")
def set_document_states(application: Application, *, actor: User, states: Mapping[str, str]) -> Application:
    """Several documents at once: kind code → state."""
    return _set_documents(application, states)


@act("calls.application.ask_completion", rule="calls.check_application")
def ask_completion(application: Application, *, actor: User, reason: str) -> Application:
    """Send an application back to be completed, with what is missing."""
    return _step(application, "ask_completion", reason)


@act("calls.eligibility.evaluate", rule="calls.check_application")
def evaluate_eligibility(application: Application, *, actor: User) -> Application:
    """Look at every gate again. An override holds as long as the finding it was given for."""
    current = _locked(application)
    _evaluate([current])
    return current


@act("calls.eligibility.evaluate_call", rule="calls.check_call")
def evaluate_call(call: Call, *, actor: User) -> list[Application]:
    """The gates of every submitted application of the call that `actor` sees."""
    applications = list(
        Application.objects.visible_to(actor).filter(call=call).submitted().select_for_update(of=("self",))
    )
    _evaluate(applications)
    return applications


@act("calls.eligibility.override", rule="calls.override_gate")
def override_gate(application: Application, *, actor: User, gate: str, reason: str) -> Application:
    """Headquarters decides that a closed gate does not hold this application back, and says why."""
    current = _locked(application)
    check = EligibilityCheck.objects.select_for_update().filter(application=current, gate=gate).first()
    if check is None:
        raise Refused("gate_not_evaluated")
    if check.passed:
        raise Refused("gate_already_passed")
    check.overridden_by, check.override_reason = actor, _reason(reason)
    check.save(update_fields=["overridden_by", "override_reason"])
    _evaluate([current])
    return current


@act("calls.application.admit", rule="calls.check_application")
def admit(application: Application, *, actor: User, reason: str = "") -> Application:
    """Declare admissible. Every gate is looked at again and must hold, or be overridden."""
    current = _locked(application)
    _move(current, APPLICATION_FLOW, "admit")
    if current.submitted_at is None:
        raise Refused("application_incomplete", missing=STEPS["submit"])
    _evaluate([current])
    closed = [check for check in current.checks.select_related("overridden_by") if not check.holds]
    if closed:
        reasons = " ".join(gates.sentence(check.reason_code, check.facts) for check in closed)
        raise Refused("gates_closed", number=current.number, reasons=reasons)
    current.version += 1
    current.save(update_fields=["state", "version"])
    return current


@act("calls.application.reject", rule="calls.check_application")
def reject(application: Application, *, actor: User, reason: str) -> Application:
    """Declare not admissible, with the reason the cooperative will read."""
    return _step(application, "reject", reason)


@act("calls.application.withdraw", rule="calls.edit_application")
def withdraw(application: Application, *, actor: User, reason: str) -> Application:
    """The cooperative gives up before the deliberation; after it, the selection room acts."""
    if application.state in (ApplicationState.SELECTED, ApplicationState.RESERVE):
        raise Refused("move_not_offered", verb=STEPS["withdraw"])
    return _step(application, "withdraw", reason)


@act("calls.applications.move", rule="calls.move_applications")
def move_applications(
    call: Call, *, actor: User, verb: str, applications: Sequence[Application]
) -> list[Application]:
    """Take several applications of a call through one step of `OUTCOMES`, all or none."""
    if verb not in OUTCOMES:
        raise Refused("move_not_offered", verb=STEPS.get(verb, verb))
    wanted = [application.pk for application in applications]
    current = list(Application.objects.select_for_update().filter(call=call, pk__in=wanted).order_by("pk"))
    for application in current:
        _move(application, APPLICATION_FLOW, verb)
        application.version += 1
    Application.objects.bulk_update(current, ["state", "version"], batch_size=500)
    return current


# Inside an act


def _locked_call(call: Call, version: int | None = None) -> Call:
    current = Call.objects.select_for_update().get(pk=call.pk)
    if version is not None and current.version != version:
        raise Refused("changed_meanwhile", what=current.code)
    return current


def _locked(application: Application) -> Application:
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("call", "cooperative__province", "cooperative__sector")
        .get(pk=application.pk)
    )


def _move(thing: Call | Application, flow: Flow, verb: str) -> None:
    try:
        thing.state = flow.target(verb, thing.state)
    except FlowError as error:
        raise Refused("unknown_step", verb=STEPS.get(verb, verb), state=thing.get_state_display()) from error


def _step(application: Application, verb: str, reason: str) -> Application:
    current = _locked(application)
    _move(current, APPLICATION_FLOW, verb)
    _reason(reason)
    current.version += 1
    current.save(update_fields=["state", "version"])
    return current


def _reason(text: str) -> str:
    if not text.strip():
        raise Refused("reason_missing", field="reason")
    return text.strip()


def _saved(record: Any) -> Any:
    """Checked field by field, then written; the first fault becomes a refusal that names its field."""
    relations = [field.name for field in record._meta.concrete_fields if field.is_relation]
    try:
        record.clean_fields(exclude=relations)
        record.validate_unique(exclude=relations)
    except ValidationError as errors:
        name, messages = next(iter(errors.message_dict.items()))
        raise Refused("calls_value_refused", reason=messages[0], field=name) from errors
    with refusing(type(record), "calls_value_refused"):
        record.save()
    return record


def _refuse_unknown(values: Mapping[str, Any], known: Iterable[str]) -> None:
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise Refused("application_fields_unknown", fields=", ".join(unknown))


def _covers(actor: User, province_code: str) -> bool:
    return any(actor.has_role(role, province_code) for role in ("manager", "delegate"))


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


def _refuse_unless_receiving(call: Call, actor: User) -> None:
    if call.state not in (CallState.OPEN, CallState.CLOSED):
        raise Refused("call_not_receiving", call=call.code, state=call.get_state_display())
    if timezone.now() > call.closes_at and not permissions.has_perm("calls.manage_call", actor, call):
        raise _past_deadline(call)


def _past_deadline(call: Call) -> Refused:
    return Refused("call_past_deadline", call=call.code, closes_at=format_moment(call.closes_at))


def _time_of_submission(call: Call, actor: User, received_at: datetime | None, late_reason: str) -> datetime:
    """Now, or when the paper was received; after closing a manager says when and why."""
    now = timezone.now()
    if call.state not in (CallState.OPEN, CallState.CLOSED):
        raise Refused("call_not_receiving", call=call.code, state=call.get_state_display())
    if now < call.opens_at:
        raise Refused("call_not_open_yet", call=call.code, opens_at=format_moment(call.opens_at))
    if now > call.closes_at:
        late = received_at is not None and late_reason.strip()
        if not (late and permissions.has_perm("calls.manage_call", actor, call)):
            raise _past_deadline(call)
    moment = received_at or now
    if moment > now:
        raise Refused("received_in_the_future", field="received_at")
    if not call.opens_at <= moment <= call.closes_at:
        raise Refused(
            "received_outside_call",
            field="received_at",
            received_at=format_moment(moment),
            opens_at=format_moment(call.opens_at),
            closes_at=format_moment(call.closes_at),
        )
    return moment


def _write_sections(application: Application, sections: Mapping[str, Any]) -> None:
    _refuse_unknown(sections, SECTION_FIELDS)
    for name, value in sections.items():
        setattr(application, name, value)
    for name, value in sections.items():
        if isinstance(value, int | Decimal) and value < 0:
            raise Refused("number_negative", field=name, what=_words(name))
    for part, whole in (
        ("jobs_women", "jobs_in_24_months"),
        ("jobs_youth", "jobs_in_24_months"),
        ("own_contribution_mad", "investment_mad"),
    ):
        low, high = getattr(application, part), getattr(application, whole)
        if low is not None and high is not None and low > high:
            raise Refused("part_above_total", field=part, part=_words(part), whole=_words(whole))


def _words(name: str) -> str:
    return str(Application._meta.get_field(name).verbose_name)


def _refuse_incomplete(application: Application) -> None:
    missing = [_words(name) for name in REQUIRED_TO_SUBMIT if not getattr(application, name).strip()]
    missing += [
        _words(name)
        for name in ("commits_to_attend", "consents_to_processing")
        if not getattr(application, name)
    ]
    if missing:
        raise Refused("application_incomplete", missing=", ".join(missing))
    count = len(application.collective_need.strip())
    if count < COLLECTIVE_NEED_CHARACTERS:
        raise Refused(
            "collective_need_too_short",
            least=COLLECTIVE_NEED_CHARACTERS,
            count=count,
            field="collective_need",
        )


def _set_documents(
    application: Application, states: Mapping[str, str], *, note: str = "", file: StoredFile | None = None
) -> Application:
    current = _locked(application)
    rows = {row.kind_id: row for row in current.documents.all()}
    for kind, state in states.items():
        if kind not in rows:
            raise Refused("document_unknown", kind=kind)
        if state not in DocumentState.values:
            raise Refused("document_state_unknown", state=state)
        row = rows[kind]
        row.state, row.note, row.file = state, note.strip() or row.note, file or row.file
    ApplicationDocument.objects.bulk_update([rows[kind] for kind in states], ["state", "note", "file"])
    if current.submitted_at is not None:
        _evaluate([current])
    return current


def _evaluate(applications: Sequence[Application]) -> None:
    """Write the findings of every gate and whether all hold, for applications of one call."""
    if not applications:
        return
    before = dossiers.checks_of(applications)
    checks: list[EligibilityCheck] = []
    for dossier in dossiers.read(applications):
        application, mine = dossier.application, []
        for gate, finding in gates.evaluate(dossier).items():
            mine.append(_check(application, gate, finding, before.get((application.pk, gate))))
        application.eligible = all(check.holds for check in mine)
        checks += mine
    EligibilityCheck.objects.bulk_create(
        checks,
        update_conflicts=True,
        unique_fields=["application", "gate"],
        update_fields="passed reason_code facts checked_at overridden_by override_reason".split(),
        batch_size=500,
    )
    Application.objects.bulk_update(applications, ["eligible"], batch_size=500)


def _check(
    application: Application, gate: str, finding: gates.Finding, before: EligibilityCheck | None
) -> EligibilityCheck:
    check = EligibilityCheck(
        application=application,
        gate=gate,
        passed=finding.passed,
        reason_code=finding.code,
        facts=dict(finding.facts),
    )
    same = before is not None and (before.reason_code, before.facts) == (check.reason_code, check.facts)
    if before is not None and same and not finding.passed:
        check.overridden_by_id, check.override_reason = before.overridden_by_id, before.override_reason
    return check
