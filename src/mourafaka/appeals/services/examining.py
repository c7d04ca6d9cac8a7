"""Who examines an appeal: somebody who had no part in what is contested."""

from __future__ import annotations

from django.urls import reverse

from mourafaka.appeals.models import Appeal
from mourafaka.appeals.notices import GIVEN
from mourafaka.appeals.queries.independence import examiners_for, involvement
from mourafaka.appeals.services.keeping import locked, step
from mourafaka.foundations.acts import act
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.notices.services import notify
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User


@act("appeals.appeal.take", rule="appeals.take")
def take_appeal(appeal: Appeal, *, actor: User) -> Appeal:
    """Examine it oneself. Refuses `appeal_closed`."""
    return _examined_by(appeal, actor)


@act("appeals.appeal.give", rule="appeals.give")
def give_appeal(appeal: Appeal, *, actor: User, examiner: User) -> Appeal:
    """Give it to somebody of the territory who had no part in what is contested, who is told.

    Refuses `appeal_examiner_involved` with the reason, `officer_not_entitled`, `appeal_closed`.
    """
    why = involvement(examiner, appeal.application)
    if why:
        raise Refused("appeal_examiner_involved", person=examiner, why=why, field="examiner")
    if examiner not in examiners_for(appeal.application):
        raise Refused("officer_not_entitled", officer=examiner, number=appeal.application.number)
    current = _examined_by(appeal, examiner)
    notify(
        GIVEN,
        to=examiner,
        about=current,
        facts={"number": current.application.number, "due": format_date(current.answer_due_on)},
        dedup_key=f"appeals.given:{current.pk}:{examiner.pk}",
        url=reverse("appeals:appeal", args=[current.pk]),
    )
    return current


def _examined_by(appeal: Appeal, examiner: User) -> Appeal:
    current = locked(appeal)
    step(current, "take")
    current.examiner = examiner
    current.save(update_fields=["state", "examiner"])
    return current
