"""Filling a diagnosis: opened at a round, answered question by question, each answer kept at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from mourafaka.diagnosis.enums import Evidence, Round, Side
from mourafaka.diagnosis.models import Answer, Assessment, Instrument, SwotLine
from mourafaka.diagnosis.queries.instrument import Question, instrument_of, scale_of
from mourafaka.diagnosis.queries.results import engine_answers
from mourafaka.engine import maturity
from mourafaka.enrolment.enums import Phase
from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.locks import Locked
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User

COMMENT_AT_MOST = 2000
REASON_AT_MOST = 300
LINES_AT_MOST = 12


@act("diagnosis.assessment.open", rule="diagnosis.fill_assessment")
def open_assessment(
    enrolment: Enrolment,
    *,
    actor: User,
    round: str,
    held_on: date,
    reason: str = "",
    officers_present: int = 0,
    women_present: int = 0,
    men_present: int = 0,
) -> Assessment:
    """Begin the diagnosis of a round with the instrument in force, which is frozen by its first use.

    `reason`: why it is held outside the months of the round. Refuses `unknown_round`, `enrolment_over`,
    `agreement_first`, `round_already_open`, `before_service_starts`, `held_in_the_future`,
    `out_of_round_without_reason`, `no_instrument_in_force`.
    """
    if round not in Round.values:
        raise Refused("unknown_round", field="round", round=round)
    _check_enrolment(enrolment)
    if Assessment.objects.filter(enrolment=enrolment, round=round).exists():
        raise Refused("round_already_open", field="round", round=round)
    assessment = Assessment(
        enrolment=enrolment,
        round=round,
        instrument=_instrument(),
        held_on=held_on,
        out_of_round_reason=_short(reason),
        officers_present=officers_present,
        women_present=women_present,
        men_present=men_present,
        assessor=actor,
    )
    _check_day(assessment)
    assessment.save()
    return assessment


@act("diagnosis.assessment.edit", rule="diagnosis.fill_assessment")
def edit_assessment(
    assessment: Assessment,
    *,
    actor: User,
    held_on: date,
    reason: str = "",
    officers_present: int = 0,
    women_present: int = 0,
    men_present: int = 0,
    summary: str = "",
    version: int | None = None,
) -> Assessment:
    """Say when it was held, who was there and what the coach retains, provided nobody did since `version`."""
    current = editable(assessment)
    if version is not None and version != current.version:
        raise Refused("changed_meanwhile", what=str(current))
    current.held_on, current.out_of_round_reason = held_on, _short(reason)
    current.officers_present, current.women_present = officers_present, women_present
    current.men_present, current.summary = men_present, _clean(summary, 4000)
    _check_day(current)
    current.version += 1
    current.save()
    return current


@act("diagnosis.question.answer", rule="diagnosis.fill_assessment")
def answer_question(
    assessment: Assessment,
    *,
    actor: User,
    question: str,
    score: int | None = None,
    applies: bool = True,
    not_applicable_reason: str = "",
    evidence: str = Evidence.DECLARATION,
    comment: str = "",
    file: StoredFile | None = None,
    keep_file: bool = True,
    version: int | None = None,
) -> Answer:
    """Answer one question: 0 to 4, or why it does not apply; neither keeps the comment and the file alone.
    `applies=False` says that a reason must be there.

    `version` is that of the answer it was typed over (0: none yet, None: unknown). A None `file` leaves the one
    there, unless `keep_file` is false. Refuses `assessment_closed`, `changed_meanwhile`,
    `diagnosis_unknown_question`, `diagnosis_score_out_of_range`, `diagnosis_reason_missing`,
    `diagnosis_score_and_reason`, `diagnosis_unknown_evidence`, `diagnosis_too_many_not_applicable`.
    """
    typed = {
        "score": score,
        "applies": applies,
        "not_applicable_reason": not_applicable_reason,
        "evidence": evidence,
        "comment": comment,
        "file": file,
        "keep_file": keep_file,
        "version": version,
    }
    return _keep(editable(assessment), {question: typed}, actor)[0]


@act("diagnosis.questions.answer", rule="diagnosis.fill_assessment")
def answer_questions(
    assessment: Assessment, *, actor: User, answers: Mapping[str, Mapping[str, Any]]
) -> list[Answer]:
    """Several answers at once, all or none: question code → the arguments of `answer_question`."""
    return _keep(editable(assessment), answers, actor)


@act("diagnosis.swot.write", rule="diagnosis.fill_assessment")
def write_swot(
    assessment: Assessment,
    *,
    actor: User,
    lines: Mapping[str, Sequence[str]],
    removed: Sequence[str] = (),
    version: int | None = None,
) -> Assessment:
    """Complete the SWOT by hand: lines typed per side, and the questions whose proposal is removed.

    Refuses `assessment_closed`, `unknown_side`, `too_many_swot_lines`, `diagnosis_unknown_question`,
    `changed_meanwhile`.
    """
    current = editable(assessment)
    if version is not None and version != current.version:
        raise Refused("changed_meanwhile", what=str(current))
    known = scale_of(current.instrument)
    for code in removed:
        if code not in known:
            raise Refused("diagnosis_unknown_question", question=code)
    current.swot_lines.all().delete()
    SwotLine.objects.bulk_create(_swot_lines(current, lines))
    current.swot_removed = sorted(set(removed))
    current.version += 1
    current.save(update_fields=["swot_removed", "version"])
    return current


locked = Locked(Assessment, "enrolment__cooperative", "instrument")


def editable(assessment: Assessment) -> Assessment:
    """The assessment as it is now, nobody else writing it meanwhile; refused once submitted."""
    current = locked(assessment)
    if not current.is_editable:
        raise Refused("assessment_closed", state=current.get_state_display())
    return current


def _check_enrolment(enrolment: Enrolment) -> None:
    if not enrolment.is_under_way:
        raise Refused("enrolment_over", number=enrolment.number, phase=enrolment.get_phase_display())
    if enrolment.phase == Phase.CONVENTION:
        raise Refused("agreement_first", number=enrolment.number)


def _instrument() -> Instrument:
    """The instrument in force, frozen from now on."""
    instrument = Instrument.objects.in_force()
    if instrument is None:
        raise Refused("no_instrument_in_force")
    if instrument.frozen_at is None:
        instrument.frozen_at = clock.now()
        instrument.save(update_fields=["frozen_at"])
    return instrument


def _check_day(assessment: Assessment) -> None:
    start = assessment.enrolment.service_starts_on
    if assessment.held_on < start:
        raise Refused("before_service_starts", field="held_on", day=format_date(start))
    if assessment.held_on > clock.today():
        raise Refused("held_in_the_future", field="held_on", day=format_date(assessment.held_on))
    if not assessment.in_its_months and not assessment.out_of_round_reason:
        raise Refused(
            "out_of_round_without_reason",
            field="reason",
            round=assessment.round,
            month=assessment.enrolment.month(assessment.held_on),
        )


def _keep(assessment: Assessment, typed: Mapping[str, Mapping[str, Any]], actor: User) -> list[Answer]:
    scale = scale_of(assessment.instrument)
    present = {answer.question: answer for answer in assessment.answers.select_related("file")}
    changed = [_filled(assessment, code, scale, present.get(code), given) for code, given in typed.items()]
    check_answers(assessment, [*{**present, **{answer.question: answer for answer in changed}}.values()])
    new = []
    for answer in changed:
        before = present.get(answer.question)
        if before is not None and before.content() == answer.content():
            continue
        answer.version += 1
        answer.answered_by, answer.answered_at = actor, clock.now()
        if before is None:
            new.append(answer)
        else:
            answer.save()
    Answer.objects.bulk_create(new)
    return changed


def _filled(
    assessment: Assessment,
    code: str,
    scale: Mapping[str, Question],
    present: Answer | None,
    given: Mapping[str, Any],
) -> Answer:
    """The answer as it would be; what somebody else wrote meanwhile is not overwritten."""
    if code not in scale:
        raise Refused("diagnosis_unknown_question", question=code)
    if not given.get("applies", True) and not _short(given.get("not_applicable_reason", "")):
        raise Refused("diagnosis_reason_missing", question=code, field="not_applicable_reason")
    answer = Answer(
        pk=present.pk if present else None,
        assessment=assessment,
        question=code,
        score=_score(given.get("score"), code),
        not_applicable_reason=_short(given.get("not_applicable_reason", "")),
        evidence=given.get("evidence") or Evidence.DECLARATION,
        comment=_clean(given.get("comment", ""), COMMENT_AT_MOST),
        file=given.get("file") or (present.file if present and given.get("keep_file", True) else None),
        version=present.version if present else 0,
    )
    if present:
        answer.answered_by, answer.answered_at = present.answered_by, present.answered_at
    seen = given.get("version")
    if (
        seen is not None
        and seen != answer.version
        and not (present and present.content() == answer.content())
    ):
        raise Refused("changed_meanwhile", what=f"{code} · {scale[code].text}")
    return answer


def _score(value: Any, code: str) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not str(value).isdecimal() or int(value) > maturity.HIGHEST:
        raise Refused("diagnosis_score_out_of_range", question=code, score=value)
    return int(value)


def check_answers(assessment: Assessment, answers: Sequence[Answer]) -> None:
    """Refuse, in words, what the engine refuses."""
    try:
        maturity.check_answers(instrument_of(assessment.instrument), engine_answers(answers))
    except maturity.MaturityError as wrong:
        raise Refused(f"diagnosis_{wrong.code}", **wrong.facts) from wrong


def _swot_lines(assessment: Assessment, lines: Mapping[str, Sequence[str]]) -> list[SwotLine]:
    made = []
    for side, texts in lines.items():
        if side not in Side.values:
            raise Refused("unknown_side", side=side)
        kept = [_short(text) for text in texts if text.strip()]
        if len(kept) > LINES_AT_MOST:
            raise Refused("too_many_swot_lines", side=Side(side).label, limit=LINES_AT_MOST, field=side)
        made += [SwotLine(assessment=assessment, side=side, text=text) for text in kept]
    return made


def _short(text: str) -> str:
    return " ".join(_clean(text, 4 * REASON_AT_MOST).split())[:REASON_AT_MOST]


def _clean(text: str, at_most: int) -> str:
    return str(text or "").replace("\x00", "").replace("\r\n", "\n").strip()[:at_most]
