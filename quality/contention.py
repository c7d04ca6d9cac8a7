"""R6. Eight presidents send while an agent imports cooperatives, staff read lists and the nightly jobs run, all on one
SQLite file: nobody is shown an error, and nobody waits long.

python -m quality.contention [--full]
"""

from __future__ import annotations

import csv
import subprocess
import sys
import threading
import time
from pathlib import Path
from statistics import quantiles

from quality.applicant import Applicant, NoAnswer
from quality.people import Seat, seat
from quality.report import control, found
from quality.site import APPLICATION, at_rest, data_folder, invariants_broken, served

CLIENTS, SLOWEST = 8, 2.0  # seconds, of 99 submissions in 100
NAME = "R6 writers at once"
NIGHTLY = ("expire_drafts", "lapse_corrections")


def a_list_of_cooperatives(folder: Path, rows: int) -> Path:
    """What an agent imports: invented cooperatives of two provinces."""
    path = folder / "cooperatives.csv"
    with path.open("w", newline="") as file:
        written = csv.writer(file)
        written.writerow(["name_fr", "province", "local_reg_no", "court", "sector"])
        for number in range(rows):
            written.writerow(
                [f"Coopérative importée {number}", "09.541", f"I-{number}", "Taroudannt", "Agriculture"]
            )
    return path


def others(folder: Path, rows: int, stop: threading.Event) -> list[subprocess.Popen[bytes]]:
    """An import and the nightly jobs, as processes of their own."""
    listed = a_list_of_cooperatives(folder, rows)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    importing = [
        sys.executable,
        "-m",
        "mourafaka",
        "import",
        "cooperatives",
        str(listed),
        "--as",
        "manager@example.org",
    ]
    jobs = [[sys.executable, "manage.py", job] for job in NIGHTLY]
    return [subprocess.Popen(words, **quiet) for words in (importing, *jobs)]


def measured(
    seats: list[Seat], folder: Path, rows: int, application: str = APPLICATION
) -> tuple[list[float], int]:
    """Seconds of each submission, and answers that were errors."""
    taken: list[float] = []
    errors = 0
    lock, stop = threading.Lock(), threading.Event()

    def client(mine: list[Seat]) -> None:
        nonlocal errors
        for each in mine:
            phone = Applicant(site.port, each)
            for form in (phone.page(), phone.submission()):
                began = time.perf_counter()
                try:
                    status = phone.send(form).status
                except NoAnswer:
                    status = 0
                with lock:
                    taken.append(time.perf_counter() - began)
                    errors += status != 302

    def reader() -> None:
        phone = Applicant(site.port, seats[0])
        while not stop.is_set():
            phone.get("/public/calls/")
            phone.get("/apply/")

    with served(application) as site:
        processes = others(folder, rows, stop)
        threads = [threading.Thread(target=client, args=(seats[n::CLIENTS],)) for n in range(CLIENTS)]
        reading = threading.Thread(target=reader)
        for each in (*threads, reading):
            each.start()
        for each in threads:
            each.join()
        stop.set()
        reading.join()
        for process in processes:
            process.wait(timeout=600)
    return taken, errors


def main() -> int:
    count, rows = (800, 5_000) if "--full" in sys.argv else (160, 1_000)
    with data_folder() as folder:
        from mourafaka.people.models import Mandate, User
        from mourafaka.registry.models import Cooperative

        manager = User.objects.create_user("manager@example.org", full_name="Synthetic manager")
        Mandate.objects.create(user=manager, role="manager")
        seats = seat(count)
        at_rest()
        taken, errors = measured(seats, folder, rows)
        broken = invariants_broken()
        slow = quantiles(taken, n=100)[98]
        imported = Cooperative.objects.filter(local_reg_no__startswith="I-").count()
        told = f"{errors} of {len(taken)} forms, while {imported:,} cooperatives were imported and nightly jobs ran"
        good = found(NAME, "errors shown", told, errors == 0 and imported == rows)
        good &= found(
            NAME, "99 of 100 forms answered within", f"{slow:.2f} s (target {SLOWEST:.0f} s)", slow <= SLOWEST
        )
        good &= found(NAME, "invariants I1 to I9 broken", str(len(broken)), not broken)
        seats = seat(80)
        at_rest()
        _taken, errors = measured(seats, folder, 200, "quality.controls:deferred")
        good &= control(NAME, "errors with deferred transactions", str(errors), errors > 0)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
