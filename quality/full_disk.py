"""R7. The disk fills up while people apply: they are told in words, their draft stays, and the service goes on by
itself once there is room. The data folder lies on a small file system of its own; making one takes root.

python -m quality.full_disk
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quality.applicant import Applicant
from quality.documents import document
from quality.people import seat
from quality.report import found
from quality.site import at_rest, data_folder, invariants_broken, served

MEGABYTES = 48
NAME = "R7 disk full"


@contextmanager
def small_disk() -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix="mourafaka-disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)
        place.rmdir()


def fill(place: Path) -> Path:
    """A file that takes all the room that is left."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 65536)
        except OSError:
            pass
    return ballast


def main() -> int:
    if os.geteuid() != 0:
        print(f"{NAME} | not run | a small file system takes root")
        return 0
    with small_disk() as place, data_folder(inside=place):
        seats = seat(4)
        at_rest()
        with served() as site:
            phones = [Applicant(site.port, each) for each in seats]
            first = phones[0].send(phones[0].page("Avant"))
            ballast = fill(place)
            told = [phones[1].send(phones[1].submission()), phones[0].send(phones[0].page("Pendant " * 200))]
            told.append(phones[2].send(document(phones[2], 1, side=900)))
            draft = f"/apply/drafts/{phones[0].seat.draft}/"
            reading = [
                phones[0].get(path)
                for path in ("/", "/apply/", draft, f"{draft}check/", phones[0].page().path)
            ]
            read = reading[-1]
            ballast.unlink()
            after = [phones[0].send(phones[0].page("Après"))]
            after += [
                phones[1].send(phones[1].submission()),
                phones[2].send(document(phones[2], 1, side=900)),
            ]
            lodged = after[1].number
        broken = invariants_broken()
    words = sum(answer.status == 507 and b"<h1" in answer.body for answer in told)
    good = found(NAME, "answered 507 with a page in words", f"{words} of {len(told)}", words == len(told))
    whole = sum(answer.status == 200 for answer in reading)
    good &= found(NAME, "pages read meanwhile", f"{whole} of {len(reading)}", whole == len(reading))
    kept = first.status == 302 and "Avant" in read.body.decode()
    good &= found(NAME, "what was saved before is still read", "yes" if kept else "no", kept)
    again = all(answer.status == 302 for answer in after) and bool(lodged)
    good &= found(NAME, "goes on by itself once there is room", "yes" if again else "no", again)
    good &= found(NAME, "invariants I1 to I9 broken", str(len(broken)), not broken)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
