"""Documents, gates and overrides."""

from __future__ import annotations

from collections.abc import Mapping

from mourafaka.calls.enums import DocumentState
from mourafaka.calls.evaluation import evaluate
from mourafaka.calls.keeping import locked, reason_given
from mourafaka.calls.models import Application, Call, EligibilityCheck
from mourafaka.foundations.acts import act
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.writing import write
from mourafaka.people.models import User


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


@act("calls.eligibility.evaluate", rule="calls.check_application")
def evaluate_eligibility(application: Application, *, actor: User) -> Application:
    """Look at every gate again. An override holds as long as the finding it was given for."""
    current = locked(application)
    evaluate([current])
    return current


@act("calls.eligibility.evaluate_call", rule="calls.check_call")
def evaluate_call(call: Call, *, actor: User) -> list[Application]:
    """The gates of every submitted application of the call that `actor` sees."""
    applications = list(
        Application.objects.visible_to(actor).filter(call=call).submitted().select_for_update(of=("self",))
    )
    evaluate(applications)
    return applications


@act("calls.eligibility.override", rule="calls.override_gate")
def override_gate(application: Application, *, actor: User, gate: str, reason: str) -> Application:
    """Headquarters decides that a closed gate does not hold this application back, and says why."""
    current = locked(application)
    check = EligibilityCheck.objects.select_for_update().filter(application=current, gate=gate).first()
    if check is None:
        raise Refused("gate_not_evaluated")
    if check.passed:
        raise Refused("gate_already_passed")
    check.overridden_by, check.override_reason = actor, reason_given(reason)
    check.save(update_fields=["overridden_by", "override_reason"])
    evaluate([current])
    return current


def _set_documents(
    application: Application, states: Mapping[str, str], *, note: str = "", file: StoredFile | None = None
) -> Application:
    current = locked(application)
    rows = {row.kind_id: row for row in current.documents.all()}
    for kind, state in states.items():
        if kind not in rows:
            raise Refused("document_unknown", kind=kind)
        if state not in DocumentState.values:
            raise Refused("document_state_unknown", state=state)
        row = rows[kind]
        row.state, row.note, row.file = state, note.strip() or row.note, file or row.file
    write([rows[kind] for kind in states], "state", "note", "file")
    if current.submitted_at is not None:
        evaluate([current])
    return current
