"""R6. Eight presidents send while an agent imports cooperatives, staff read lists and the nightly jobs run, all on one
database: nobody is shown an error, and nobody waits long.

python -m quality.contention [--full]
"""

from __future__ import annotations

import csv
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

from quality.applicant import Applicant, NoAnswer
from quality.people import Seat, seat
from quality.report import control, found, scaled
from quality.site import APPLICATION, at_rest, data_folder, invariants_broken, served

CLIENTS, SLOWEST = 8, 2.0  # seconds, of 99 submissions in 100
NIGHTLY = (
    ["manage.py", "expire_drafts"],
    ["manage.py", "lapse_corrections"],
    ["-m", "mourafaka", "retention"],
)


def a_list_of_cooperatives(folder: Path, rows: int, series: str) -> Path:
    """What an agent imports: invented cooperatives of one province."""
    path = folder / f"cooperatives-{series}.csv"
    with path.open("w", newline="") as file:
        written = csv.writer(file)
        written.writerow(["Nom", "Province", "Secteur", "Tribunal", "N° registre local"])
        for number in range(rows):
            written.writerow(
                [f"Coopérative importée {series} {number}", "Taroudannt", "Agriculture", "Taroudannt",
                 f"I-{series}-{number}"]
            )  # fmt: skip
    return path


def others(listed: Path, log: Path) -> list[subprocess.Popen[bytes]]:
    """An import and the nightly jobs, as processes of their own; what they say is kept in `log`."""
    importing = ["-m", "mourafaka", "import", "cooperatives", str(listed), "--as", "manager@example.org"]
    with log.open("ab") as said:
        return [
            subprocess.Popen([sys.executable, *words], stdout=said, stderr=said)
            for words in (importing, *NIGHTLY)
        ]


@dataclass
class Measured:
    """Seconds of each form, answers that were errors, other processes that failed."""

    seconds: list[float] = field(default_factory=list)
    errors: int = 0
    failed: int = 0


def measured(seats: list[Seat], listed: Path, application: str = APPLICATION) -> Measured:
    """Eight clients send until all is sent; meanwhile the others write and somebody reads."""
    seen, lock, stop = Measured(), threading.Lock(), threading.Event()
    log = listed.with_suffix(".log")

    def client(mine: list[Seat]) -> None:
        for each in mine:
            phone = Applicant(site.port, each)
            for form in (phone.page(), phone.submission()):
                began = time.perf_counter()
                try:
                    status = phone.send(form).status
                except NoAnswer:
                    status = 0
                with lock:
                    seen.seconds.append(time.perf_counter() - began)
                    seen.errors += status != 302

    def reader() -> None:
        phone = Applicant(site.port, seats[0])
        while not stop.wait(0.05):
            phone.get("/public/calls/")
            phone.get("/apply/")

    with served(application) as site:
        processes = others(listed, log)
        threads = [threading.Thread(target=client, args=(seats[n::CLIENTS],)) for n in range(CLIENTS)]
        threads.append(threading.Thread(target=reader))
        for each in threads:
            each.start()
        for each in threads[:CLIENTS]:
            each.join()
        stop.set()
        threads[-1].join()
        seen.failed = sum(process.wait() != 0 for process in processes)
    if seen.failed:
        print(log.read_text()[-1_500:])
    return seen


def main() -> int:
    from django.db import connection

    count, rows = (800, 5_000) if "--full" in sys.argv else (scaled(160), scaled(600))
    with data_folder() as folder:
        from mourafaka.people.models import Mandate, User
        from mourafaka.registry.models import Cooperative

        where = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
        name = f"R6 writers at once, {where}"
        manager = User.objects.create_user("manager@example.org", full_name="Synthetic manager")
        Mandate.objects.create(user=manager, role="manager")
        seats = seat(count)
        at_rest()
        seen = measured(seats, a_list_of_cooperatives(folder, rows, "A"))
        broken = invariants_broken()
        imported = Cooperative.objects.filter(local_reg_no__startswith="I-A-").count()
        whole = seen.errors == seen.failed == 0 and imported == rows
        told = f"{seen.errors} of {len(seen.seconds)} forms"
        told += f", while {imported:,} cooperatives were imported and nightly jobs ran"
        good = found(name, "errors shown", told, whole)
        slow = quantiles(seen.seconds, n=100)[98]
        told = f"{slow:.2f} s (target {SLOWEST:.0f} s)"
        good &= found(name, "99 of 100 forms answered within", told, slow <= SLOWEST)
        good &= found(name, "invariants I1 to I9 broken", str(len(broken)), not broken)
        if where == "SQLite":
            seats = seat(scaled(80))
            at_rest()
            errors = measured(
                seats, a_list_of_cooperatives(folder, 100, "B"), "quality.controls:deferred"
            ).errors
            good &= control(name, "errors with deferred transactions", str(errors), errors > 0)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
