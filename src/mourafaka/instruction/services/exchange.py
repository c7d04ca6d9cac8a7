"""The thread between the cooperative and the staff."""

from __future__ import annotations

import rules

from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.refusals import Refused
from mourafaka.instruction import telling
from mourafaka.instruction.models import Case, Message
from mourafaka.people.models import User

CHARACTERS_AT_MOST = 4000


@act("instruction.message.post", rule="instruction.write_message")
def post_message(case: Case, *, actor: User, text: str, file: StoredFile | None = None) -> Message:
    """Write to the other side, which is told. Refuses `message_empty`."""
    if not text.strip():
        raise Refused("message_empty", field="text")
    message = Message.objects.create(
        case=case,
        author=actor,
        text=text.strip()[:CHARACTERS_AT_MOST],
        file=file,
        from_staff=_is_staff(actor, case),
        sent_at=clock.now(),
    )
    telling.message_posted(message)
    return message


@act("instruction.messages.read", rule="instruction.write_message")
def read_messages(case: Case, *, actor: User) -> Case:
    """What the other side wrote is read by this one."""
    messages = Message.objects.filter(case=case)
    messages.unread(from_staff=not _is_staff(actor, case)).update(read_at=clock.now())
    return case


def _is_staff(actor: User, case: Case) -> bool:
    return bool(rules.has_perm("instruction.handle_case", actor, case))
