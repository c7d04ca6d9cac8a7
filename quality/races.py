"""R3. Everybody at once: one draft sent by eight hands, one cooperative sent by eight presidents, and the last seconds
of a call. Runs on the database of `DATABASE_URL`, SQLite without it.

python -m quality.races
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta

from quality.applicant import Answer, Applicant, NoAnswer
from quality.people import Seat, seat
from quality.report import control, found
from quality.site import APPLICATION, at_rest, data_folder, invariants_broken, served

HANDS = 8
LAST = timedelta(seconds=1)  # the second a call closes at is still of the call


def at_once(sendings: Iterable[Callable[[], Answer]]) -> list[Answer]:
    """All of them start together; what each was answered (status 0: nothing)."""
    todo = list(sendings)
    start, answers = threading.Barrier(len(todo)), []

    def one(send: Callable[[], Answer]) -> None:
        start.wait()
        try:
            answers.append(send())
        except NoAnswer:
            answers.append(Answer(0, "", b""))

    hands = [threading.Thread(target=one, args=(send,)) for send in todo]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return answers


def errors(answers: Iterable[Answer]) -> int:
    return sum(answer.status == 0 or answer.status >= 500 for answer in answers)


def one_draft(seats: list[Seat], application: str = APPLICATION) -> tuple[int, int]:
    """Each draft sent by eight hands: errors shown, and drafts that did not give one and the same number to all."""
    wrong, split = 0, 0
    with served(application) as site:
        for each in seats:
            phone = Applicant(site.port, each)
            answers = at_once([lambda phone=phone: phone.send(phone.submission())] * HANDS)
            wrong += errors(answers)
            numbers = {answer.number for answer in answers}
            split += len(numbers) != 1 or "" in numbers
    return wrong, split


def one_cooperative(seats: list[Seat]) -> tuple[int, int]:
    """Eight drafts of one cooperative: errors shown, and applications it got."""
    with served() as site:
        phones = [Applicant(site.port, each) for each in seats]
        answers = at_once([lambda phone=phone: phone.send(phone.submission()) for phone in phones])
    return errors(answers), sum(bool(answer.number) for answer in answers)


def last_seconds(seats: list[Seat], application: str = APPLICATION) -> tuple[Counter[str], int, int]:
    """The call closes while they send: what they were told, how many were taken although sent after its last second,
    and how many refused although sent before it."""
    from django.utils import timezone

    from mourafaka.applying.models import Receipt
    from mourafaka.calls.models import Call

    told: Counter[str] = Counter()
    wrongly = Counter[bool]()
    with served(application) as site:
        closes_at = (timezone.now() + timedelta(seconds=6)).replace(microsecond=0)
        Call.objects.update(closes_at=closes_at)
        at_rest()
        lock = threading.Lock()

        def client(mine: list[Seat]) -> None:
            for number, each in enumerate(mine):  # from four seconds before to two after
                due = (closes_at - timezone.now()).total_seconds() - 4 + 6 * number / len(mine)
                time.sleep(max(0.0, due))
                began = timezone.now()
                try:
                    answer = Applicant(site.port, each).send(Applicant(site.port, each).submission())
                except NoAnswer:
                    answer = Answer(0, "", b"")
                taken = bool(answer.number)
                with lock:
                    told["taken" if taken else str(answer.status)] += 1
                    wrongly[taken] += began >= closes_at + LAST if taken else began < closes_at

        clients = [threading.Thread(target=client, args=(seats[n::HANDS],)) for n in range(HANDS)]
        for each in clients:
            each.start()
        for each in clients:
            each.join()
    late = Receipt.objects.filter(submitted_at__gt=closes_at).count()
    return told, late + wrongly[True], wrongly[False]


def main() -> int:
    from django.db import connection

    with data_folder():
        where = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
        name = f"R3 races, {where}"
        seats = seat(20)
        at_rest()
        wrong, split = one_draft(seats)
        broken = invariants_broken()
        sent = f"{20 * HANDS} sent, {wrong} errors shown, {split} drafts without one number for all"
        good = found(name, "one draft sent by eight hands at once", sent, wrong == split == 0)
        seats = seat(HANDS, same_cooperative=True)
        at_rest()
        wrong, taken = one_cooperative(seats)
        broken += invariants_broken()
        sent = f"{taken} taken of {HANDS}, {wrong} errors shown"
        good &= found(name, "one cooperative sent by eight presidents", sent, (taken, wrong) == (1, 0))
        seats = seat(160)
        at_rest()
        told, late, early = last_seconds(seats)
        broken += invariants_broken()
        wrong = sum(count for status, count in told.items() if status not in ("taken", "409"))
        sent = f"{told['taken']} taken, {told['409']} refused in words"
        sent += f", {late} taken late, {early} refused though in time, {wrong} errors"
        both = told["taken"] > 0 and told["409"] > 0
        good &= found(name, "the last seconds of a call", sent, both and late == early == wrong == 0)
        good &= found(name, "invariants I1 to I9 broken", str(len(broken)), not broken)
        seats = seat(20)
        at_rest()
        guard = "quality.controls:without_locks" if where == "PostgreSQL" else "quality.controls:deferred"
        wrong, split = one_draft(seats, guard)
        good &= control(name, "errors or two numbers without the lock", str(wrong + split), wrong + split > 0)
        seats = seat(80)
        at_rest()
        _told, late, _early = last_seconds(seats, "quality.controls:with_a_slow_clock")
        good &= control(name, "taken late under a slow clock", str(late), late > 0)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
