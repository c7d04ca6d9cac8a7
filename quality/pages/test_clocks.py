"""R12. Clocks: the call closes at 23:59:59 in Casablanca, to the second, on the side of Ramadan's clock too; a server
whose clock is set back keeps the order of its journal."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from mourafaka.applying.models import Draft, Receipt
from mourafaka.applying.services import submit_draft
from mourafaka.foundations import invariants, journal
from mourafaka.foundations.models import JournalEntry
from mourafaka.foundations.refusals import Refused
from quality.report import found
from tests.factories.applying import whole_draft

pytestmark = pytest.mark.django_db
CASABLANCA = ZoneInfo("Africa/Casablanca")
NAME = "R12 clocks"
# Last seconds of an ordinary day, of a day of Ramadan (the clock is set back by an hour), of the day it is set back.
CLOSINGS = [(2026, 12, 15), (2027, 2, 20), (2027, 2, 7)]
# The second 23:59:59 is still of the call; the next one is not.
INSTANTS = ((-3600, True), (-1, True), (0, True), (0.999, True), (1, False), (1.001, False), (3600, False))


def lodged_at(draft: Draft, closing: datetime, seconds: float) -> bool:
    """Whether an application sent that many seconds after the closing is taken."""
    with time_machine.travel(closing + timedelta(seconds=seconds), tick=False):
        try:
            submit_draft(Draft.objects.get(pk=draft.pk), actor=draft.owner, submit_key=draft.submit_key)
        except Refused as refused:
            return refused.code != "draft_past_deadline"
    return True


def test_the_call_closes_to_the_second(users: Any, territory: Any) -> None:
    wrong, offsets = [], set()
    for number, day in enumerate(CLOSINGS):
        closing = datetime(*day, 23, 59, 59, tzinfo=CASABLANCA)
        offsets.add(closing.utcoffset())
        for place, (seconds, taken) in enumerate(INSTANTS):
            with time_machine.travel(closing - timedelta(hours=2)):
                draft = _draft(users, closing, f"{number}-{place}")
            if lodged_at(draft, closing, seconds) != taken:
                wrong.append((day, seconds))
            assert not taken or Receipt.objects.latest("pk").submitted_at <= closing

    told = f"{len(CLOSINGS) * len(INSTANTS)} instants on {len(offsets)} clocks, {len(wrong)} judged wrongly"
    assert found(
        NAME, "the closing at 23:59:59, to the millisecond", told, not wrong and len(offsets) == 2
    ), wrong


def test_a_clock_set_back_keeps_the_order(users: Any, territory: Any) -> None:
    with time_machine.travel(datetime(2026, 12, 15, 12, tzinfo=CASABLANCA)):
        draft = _draft(users, datetime(2026, 12, 16, tzinfo=CASABLANCA), "back")
    with time_machine.travel(datetime(2026, 12, 15, 10, tzinfo=CASABLANCA)):  # two hours earlier
        submit_draft(draft, actor=draft.owner, submit_key=draft.submit_key)

    times = list(JournalEntry.objects.order_by("sequence").values_list("at", flat=True))
    assert times != sorted(times)
    broken = [line for each in invariants.declared() for line in each.broken()] + journal.breaks()
    assert found(
        NAME, "journal and invariants after a clock set back two hours", str(len(broken)), not broken
    )


def _draft(users: Any, closing: datetime, name: str) -> Draft:
    from tests.factories.applying import call_of_today

    call = call_of_today(code=f"T{name}", opens_at=closing - timedelta(days=10), closes_at=closing)
    draft = whole_draft(users("cooperative"), call, cooperative={"ice": "", "local_reg_no": f"C-{name}"})
    return Draft.objects.select_related("owner").get(pk=draft.pk)
