"""R1. The server is killed again and again while applications are sent with their documents; each client sends the
same form until it is answered. What was acknowledged is there, once, whole.

python -m quality.crash [--full]
"""

from __future__ import annotations

import queue
import random
import sys
import threading
import time
from dataclasses import dataclass, field

from quality.applicant import Applicant, NoAnswer
from quality.documents import attach, kept_names
from quality.people import Seat, seat
from quality.report import control, found, scaled
from quality.site import APPLICATION, Site, at_rest, data_folder, invariants_broken

CLIENTS = 8
BETWEEN = (0.4, 2.0)  # seconds between two kills
WHOLE = 20  # one kill in so many takes the whole server, which needs seconds to begin again


@dataclass
class Run:
    """What the clients were told: number of the application by draft; the document whose receipt they have."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    begun: int = 0
    again: int = 0
    kills: int = 0
    whole: int = 0


def storm(seats: list[Seat], seconds: float, application: str = APPLICATION) -> Run:
    """Everybody sends; the server, or one of its processes, is killed every second or so. After so many seconds
    nobody begins another one: a busy machine sends fewer."""
    run, lock, until = Run(), threading.Lock(), time.monotonic() + seconds
    waiting: queue.SimpleQueue[tuple[int, Seat]] = queue.SimpleQueue()
    for each in enumerate(seats):
        waiting.put(each)
    site = Site(application).start()

    def client() -> None:
        while time.monotonic() < until:
            try:
                number, whose = waiting.get_nowait()
            except queue.Empty:
                return
            with lock:
                run.begun += 1
            try:
                _send_all(Applicant(site.port, whose), number, run, lock)
            except NoAnswer as error:
                run.refused.append(f"no answer: {error}")

    clients = [threading.Thread(target=client, daemon=True) for _ in range(CLIENTS)]
    for each in clients:
        each.start()
    chance = random.Random(7)
    try:
        while any(each.is_alive() for each in clients):
            time.sleep(chance.uniform(*BETWEEN))
            if not any(each.is_alive() for each in clients):
                break
            run.kills += 1
            if run.kills % WHOLE:
                site.kill_worker()
            else:
                run.whole += 1
                site.kill()
                site.start()
    finally:
        site.kill()
    return run


def _send_all(phone: Applicant, number: int, run: Run, lock: threading.Lock) -> None:
    tries = 0
    for form in (phone.page(f"Marché {number}"),):
        answer, again = phone.until_answered(form)
        tries += again
        if answer.status != 302:
            run.refused.append(f"page: {answer.status}")
    sent, again = attach(phone, number)
    tries += again
    if sent.status >= 400:
        run.refused.append(f"document: {sent.status}")
    else:
        run.files[phone.seat.draft] = f"photo-{number}"
    answer, again = phone.until_answered(phone.submission())
    with lock:
        run.again += tries + again
        if answer.number:
            run.acknowledged[phone.seat.draft] = answer.number
        else:
            run.refused.append(f"submission: {answer.status}")


@dataclass(frozen=True)
class Loss:
    lost: int
    duplicated: int
    half_written: int


def losses(run: Run) -> Loss:
    """Compare what the clients were told with what the database and the disk hold."""
    from django.db.models import Count

    from mourafaka.applying.models import Draft, Receipt
    from mourafaka.calls.models import Application
    from mourafaka.foundations.models import JournalEntry, OutboxMessage
    from mourafaka.registry.models import Cooperative

    held = dict(Draft.objects.filter(application__isnull=False).values_list("code", "application__number"))
    files = kept_names()
    lost = [
        code
        for code in run.acknowledged
        if code not in held or (code in run.files and run.files[code] not in files.get(held[code], ()))
    ]
    other = sum(held.get(code, number) != number for code, number in run.acknowledged.items())
    applications = Application.objects.count()
    extra = applications - len(held)
    twice = Cooperative.objects.values("local_reg_no").annotate(n=Count("pk")).filter(n__gt=1).count()
    halves = Application.objects.filter(member_stat=None).count() + abs(
        applications - Receipt.objects.count()
    )
    halves += abs(applications - JournalEntry.objects.filter(verb="applying.draft.submit").count())
    told = OutboxMessage.objects.filter(dedup_key__startswith="applying.receipt:").count()
    return Loss(len(lost), extra + twice + other, halves + abs(applications - told))


def main() -> int:
    count, longest = (scaled(10_000), 1_500) if "--full" in sys.argv else (scaled(1_000), 170)
    with data_folder():
        seats = seat(count, documents=False)
        at_rest()
        started = time.monotonic()
        run = storm(seats, longest)
        seconds = time.monotonic() - started
        loss, broken = losses(run), invariants_broken()
        print(f"  {run.refused[:3]} {broken[:5]}") if run.refused or broken else None
        told = (
            f"{len(run.acknowledged):,} of {run.begun:,}, {run.kills} kills ({run.whole} of the whole server)"
        )
        told += f", {run.again:,} sent again, {seconds:.0f} s"
        good = found("R1 kill -9", "applications acknowledged", told, 0 < run.begun == len(run.acknowledged))
        good &= found(
            "R1 kill -9", "documents acknowledged", f"{len(run.files):,}", len(run.files) == run.begun
        )
        good &= found("R1 kill -9", "acknowledged and lost", str(loss.lost), loss.lost == 0)
        good &= found("R1 kill -9", "duplicated", str(loss.duplicated), loss.duplicated == 0)
        good &= found("R1 kill -9", "half-written", str(loss.half_written), loss.half_written == 0)
        good &= found("R1 kill -9", "invariants I1 to I9 broken", str(len(broken)), not broken)
        seats = seat(60, documents=False)
        at_rest()
        loss = losses(storm(seats, longest, "quality.controls:acknowledged_early"))
    good &= control("R1 kill -9", "lost when acknowledged early", str(loss.lost), loss.lost > 0)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
