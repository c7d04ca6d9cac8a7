"""Questions about a call, answered to everybody at once."""

from __future__ import annotations

from django.utils import timezone

from mourafaka.calls.models import Call, PublishedAnswer
from mourafaka.foundations.acts import act
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User


@act("calls.answer.publish", rule="calls.manage_call")
def publish_answer(
    call: Call, *, actor: User, question_fr: str, question_ar: str, answer_fr: str, answer_ar: str
) -> PublishedAnswer:
    """Publish a question and its answer on the call's public page, in both languages. Refuses an empty text."""
    texts = {
        "question_fr": question_fr,
        "question_ar": question_ar,
        "answer_fr": answer_fr,
        "answer_ar": answer_ar,
    }
    for name, text in texts.items():
        if not text.strip():
            raise Refused("answer_text_missing", field=name)
    return PublishedAnswer.objects.create(call=call, **{name: text.strip() for name, text in texts.items()})


@act("calls.answer.withdraw", rule="calls.manage_call")
def withdraw_answer(call: Call, *, actor: User, answer: PublishedAnswer) -> PublishedAnswer:
    """Take an answer off the public page; it stays in the journal. Refuses an answer of another call."""
    current = PublishedAnswer.objects.select_for_update().filter(pk=answer.pk, call=call).first()
    if current is None:
        raise Refused("answer_of_another_call", call=call.code)
    current.withdrawn_at = current.withdrawn_at or timezone.now()
    current.save(update_fields=["withdrawn_at"])
    return current
