"""Tests before and after, and ballots without names."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.training.codes import read_ballot_code
from mourafaka.training.enums import ASPECTS, SessionState, TestKind
from mourafaka.training.models import Attendee, Satisfaction, Session, TestResult
from mourafaka.training.services.sessions import locked


@act("training.test.record", rule="training.keep_roster")
def record_tests(
    session: Session, *, actor: User, kind: str, marks: Mapping[str, Decimal | None]
) -> list[TestResult]:
    """Record marks out of 20 of the test `before` or `after`: attendee → mark, None where it was not taken.

    Gives the marks kept. Refuses `training_session_state`, `test_kind_unknown`, `attendee_not_of_session`,
    `mark_out_of_range` (then nothing is recorded).
    """
    session = locked(session)
    if session.state not in (SessionState.CONVENED, SessionState.HELD) or session.starts_on > clock.today():
        raise Refused("training_session_state", session=session.number, state=session.get_state_display())
    if kind not in TestKind.values:
        raise Refused("test_kind_unknown", kind=kind)
    people = Attendee.objects.coming().filter(session=session).select_related("participant")
    attendees = {str(each.pk): each for each in people}
    kept = []
    for key, mark in marks.items():
        attendee = attendees.get(str(key))
        if attendee is None:
            raise Refused("attendee_not_of_session", attendee=key, session=session.number)
        if mark is None:
            TestResult.objects.filter(attendee=attendee, kind=kind).delete()
            continue
        if not mark.is_finite() or not 0 <= mark <= 20:
            raise Refused("mark_out_of_range", name=attendee.participant.name, mark=mark)
        rounded = mark.quantize(Decimal("0.01"))
        kept.append(TestResult(attendee=attendee, kind=kind, mark=rounded, recorded_by=actor))
    return TestResult.objects.bulk_create(
        kept,
        update_conflicts=True,
        unique_fields=["attendee", "kind"],
        update_fields=["mark", "recorded_by"],
    )


@act("training.session.rate", rule="training.rate", secret=("code", *(name for name, _label in ASPECTS)))
def rate_session(
    session: Session,
    *,
    actor: User,
    code: str,
    content: int,
    trainer: int,
    language_level: int,
    logistics: int,
    usefulness: int,
) -> Satisfaction:
    """Count an anonymous ballot, from 1 to 5 on five aspects; a slip counts once and names nobody.

    Refuses `ballot_unknown`, `ballot_used`, `ballot_incomplete`, `training_session_state`.
    """
    session = locked(session)
    read = read_ballot_code(code)
    if read is None or read[0] != session.pk or not 1 <= read[1] <= session.capacity:
        raise Refused("ballot_unknown")
    if session.state not in (SessionState.CONVENED, SessionState.HELD) or session.starts_on > clock.today():
        raise Refused("training_session_state", session=session.number, state=session.get_state_display())
    marks = [content, trainer, language_level, logistics, usefulness]
    if any(not 1 <= mark <= 5 for mark in marks):
        raise Refused("ballot_incomplete")
    if Satisfaction.objects.filter(session=session, slip=read[1]).exists():
        raise Refused("ballot_used")
    return Satisfaction.objects.create(
        session=session,
        slip=read[1],
        content=content,
        trainer=trainer,
        language_level=language_level,
        logistics=logistics,
        usefulness=usefulness,
    )
