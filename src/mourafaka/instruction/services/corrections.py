"""Corrections: asked together with one date, answered one by one, judged, or lapsed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from mourafaka.calls.enums import ApplicationState, DocumentState
from mourafaka.calls.models import Application
from mourafaka.calls.services import (
    ask_completion,
    edit_application,
    set_document_state,
    submit_application,
)
from mourafaka.engine.flows import FlowError
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.refusals import Refused
from mourafaka.instruction import telling
from mourafaka.instruction.enums import CORRECTION_FLOW, CorrectionKind
from mourafaka.instruction.models import Case, Correction
from mourafaka.instruction.routing import run_again
from mourafaka.instruction.services.cases import locked_case, under_way
from mourafaka.instruction.targets import section_value, targets_of
from mourafaka.people.models import User
from mourafaka.people.services import machine


@act("instruction.corrections.ask", rule="instruction.handle_case")
def ask_corrections(
    case: Case, *, actor: User, asked: Sequence[Mapping[str, str]], due_on: date
) -> list[Correction]:
    """Ask corrections ({target, kind, text} each) together, with one date; the application goes “to complete”,
    its clock stops and the cooperative is told once.

    Refuses `case_closed`, `correction_nothing_asked`, `correction_target_unknown`, `correction_kind_unknown`,
    `correction_without_words`, `correction_date_past`, `correction_already_asked`.
    """
    current = under_way(case)
    names = targets_of(current.application)
    if not asked:
        raise Refused("correction_nothing_asked")
    if due_on <= clock.today():
        raise Refused("correction_date_past", field="due_on", due=format_date(due_on))
    made = [_made(current, names, line, actor, due_on) for line in asked]
    _send_back(current, made, names, actor)
    return made


@act("instruction.correction.answer", rule="instruction.answer_correction")
def answer_correction(
    correction: Correction, *, actor: User, text: str = "", file: StoredFile | None = None
) -> Correction:
    """Answer with a text, a file, or for a section its new value (the text), written into the dossier at once;
    what it said before is kept. The last answer sends the application back to the officer.

    Refuses `correction_closed`, `correction_too_late`, `answer_empty`, `answer_value_refused`.
    """
    current = _moved(correction, "answer")
    if current.due_on < clock.today():
        raise Refused("correction_too_late", due=format_date(current.due_on))
    if not text.strip() and file is None:
        raise Refused("answer_empty", field="answer")
    if current.part == "sections" and text.strip():
        _write_section(current, text.strip())
    elif file is not None and current.part == "documents":
        set_document_state(
            current.case.application,
            actor=machine(),
            kind=current.name,
            state=DocumentState.RECEIVED,
            file=file,
        )
    current.answer, current.file = text.strip(), file
    current.answered_by, current.answered_at = actor, clock.now()
    current.save()
    _return_to_officer(current.case)
    return current


@act("instruction.correction.accept", rule="instruction.handle_case")
def accept_correction(correction: Correction, *, actor: User) -> Correction:
    """The answer suffices; a document sent with it is accepted."""
    current = _judged(correction, "accept", actor)
    if current.part == "documents" and current.file_id is not None:
        set_document_state(
            current.case.application, actor=actor, kind=current.name, state=DocumentState.ACCEPTED
        )
    return current


@act("instruction.correction.ask_again", rule="instruction.handle_case")
def ask_again(correction: Correction, *, actor: User, text: str, due_on: date) -> Correction:
    """The answer does not suffice, or did not come: ask anew, until a later date; the first one is kept."""
    case = under_way(correction.case)
    former = _judged(correction, "ask_again", actor)
    names = targets_of(case.application)
    if due_on <= clock.today():
        raise Refused("correction_date_past", field="due_on", due=format_date(due_on))
    line = {"target": former.target, "kind": former.kind, "text": text}
    anew = _made(case, names, line, actor, due_on, follows=former)
    _send_back(case, [anew], names, actor)
    return anew


@act("instruction.corrections.cancel", rule="instruction.handle_case")
def cancel_corrections(case: Case, *, actor: User, corrections: Sequence[Correction]) -> list[Correction]:
    """Take back corrections nobody answered; with none left the application returns to the officer."""
    current = locked_case(case)
    cancelled = [_judged(correction, "cancel", actor) for correction in corrections]
    _return_to_officer(current)
    return cancelled


@act("instruction.corrections.lapse", rule="instruction.lapse")
def lapse_corrections(*, actor: User) -> list[Correction]:
    """Corrections whose date passed without an answer lapse; the application returns to the officer as it is,
    the clock runs again, and the cooperative is told what follows."""
    late = list(Correction.objects.past_due().select_related("case").order_by("case", "pk"))
    lapsed = [_judged(correction, "lapse", actor) for correction in late]
    for case in {correction.case_id: correction.case for correction in lapsed}.values():
        _return_to_officer(case)
        telling.lapsed(locked_case(case))
    return lapsed


def _made(
    case: Case,
    names: Mapping[str, str],
    line: Mapping[str, str],
    actor: User,
    due_on: date,
    follows: Correction | None = None,
) -> Correction:
    target, kind, text = line.get("target", ""), line.get("kind", ""), line.get("text", "").strip()
    if target not in names:
        raise Refused("correction_target_unknown", target=target)
    if kind not in CorrectionKind.values:
        raise Refused("correction_kind_unknown", kind=kind)
    if not text:
        raise Refused("correction_without_words", what=names[target])
    if case.corrections.waiting().filter(target=target).exists():  # type: ignore[attr-defined]
        raise Refused("correction_already_asked", what=names[target])
    return Correction.objects.create(
        case=case,
        target=target,
        kind=kind,
        asked=text,
        due_on=due_on,
        asked_by=actor,
        asked_at=clock.now(),
        follows=follows,
    )


def _send_back(case: Case, made: Sequence[Correction], names: Mapping[str, str], actor: User) -> None:
    application = case.application
    if application.state == ApplicationState.SUBMITTED:
        reason = "; ".join(f"{names[line.target]}: {line.asked}" for line in made)
        ask_completion(application, actor=actor, reason=reason)
    telling.asked(case, made)


def _moved(correction: Correction, verb: str) -> Correction:
    """The correction, locked, after a step of its life; not saved yet."""
    current = (
        Correction.objects.select_for_update(of=("self",))
        .select_related("case__application__cooperative", "case__application__call")
        .get(pk=correction.pk)
    )
    try:
        current.state = CORRECTION_FLOW.target(verb, current.state)
    except FlowError as fault:
        raise Refused("correction_closed", state=current.get_state_display()) from fault
    return current


def _judged(correction: Correction, verb: str, actor: User) -> Correction:
    current = _moved(correction, verb)
    current.judged_by, current.judged_at = actor, clock.now()
    current.save()
    return current


def _write_section(correction: Correction, text: str) -> None:
    application = Application.objects.get(pk=correction.case.application_id)
    value = section_value(correction.name, text)
    correction.before = str(getattr(application, correction.name) or "")
    edit_application(
        application, actor=machine(), version=application.version, sections={correction.name: value}
    )


def _return_to_officer(case: Case) -> None:
    """Once nothing is waiting, the application is lodged again as it is; a dossier that cannot be, for a
    section nobody filled, stays to complete, and the clock runs for the officer all the same."""
    if case.corrections.waiting().exists():  # type: ignore[attr-defined]
        return
    application = Application.objects.get(pk=case.application_id)
    if application.state != ApplicationState.INCOMPLETE:
        return
    try:
        submit_application(application, actor=machine())
    except Refused:
        current = locked_case(case)
        run_again(current)
        current.save()
    telling.completed(locked_case(case))
