"""R2. Power cuts on the real path of an application, documents included: strace records what the server writes and
syncs, every state a cut could leave is rebuilt, and in each the database is opened and every receipt looked for.

python -m quality.power [--full]
"""

from __future__ import annotations

import hashlib
import random
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quality.applicant import Applicant
from quality.disk import TRIALS, Disk
from quality.documents import attach, kept_files
from quality.people import Seat, seat
from quality.report import control, found
from quality.site import Site, at_rest, data_folder

CALLS = (
    "openat,creat,write,pwrite64,fsync,fdatasync,ftruncate,unlink,unlinkat,rename,renameat,renameat2,sendto"
)
STRING = r'"((?:\\x[0-9a-f]{2})*)"'
CALL = re.compile(r"^(?:\d+\s+)?(\w+)\((.*)\)\s+= (-?\d+)")
UNFINISHED = re.compile(r"^(?:(\d+)\s+)(.*) <unfinished \.\.\.>$")
RESUMED = re.compile(r"^(?:(\d+)\s+)<\.\.\. \w+ resumed>(.*)$")
ACKNOWLEDGED = re.compile(rb"^HTTP/1.1 302 .*?\r\nLocation: /apply/applications/([\w-]+)/", re.S)
NAME = "R2 power cut"
# The log is emptied into the database often, so that a short recording holds several such moments; not where the
# log itself must be left unsynced.
EMPTIED = "PRAGMA wal_autocheckpoint=100;"
NORMAL = "PRAGMA synchronous=NORMAL;"
OFF = f"PRAGMA synchronous=OFF;{EMPTIED}"


@dataclass(frozen=True)
class Event:
    kind: str  # create, write, append, truncate, sync, rename, remove, acknowledged
    path: str = ""
    where: int = 0
    data: bytes = b""


def recorded(folder: Path, seats: list[Seat], pragmas: str) -> tuple[list[Event], dict[str, set[str]]]:
    """What the server did to its disk while `seats` applied, and the hashes of the documents of each number."""
    log = Path(tempfile.mkdtemp(prefix="mourafaka-strace-")) / "calls"
    tracing = ("strace", "-f", "-y", "-xx", "-s", "2000000", "-e", f"trace={CALLS}", "-o", str(log))
    environment = {"DJANGO_SETTINGS_MODULE": "quality.settings_disk", "QUALITY_PRAGMAS": pragmas}
    site = Site(workers=1, threads=1, prefix=tracing, environment=environment)
    site.start()
    try:
        for number, each in enumerate(seats):
            phone = Applicant(site.port, each)
            phone.send(phone.page(f"Marché {number}"))
            attach(phone, number)
            phone.send(phone.submission())
    finally:
        site.kill()
    events = list(_events(log, str(folder)))
    shutil.rmtree(log.parent)
    return events, kept_files()


def _events(log: Path, folder: str) -> Iterator[Event]:
    for line in _whole_lines(log):
        found_call = CALL.match(line)
        if found_call is None or int(found_call[3]) < 0:
            continue
        name, arguments = found_call[1], found_call[2]
        yield from _event(name, arguments, folder)


def _whole_lines(log: Path) -> Iterator[str]:
    """Calls of several threads, each on one line, where it ended."""
    begun: dict[str, str] = {}
    with log.open(errors="replace") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if cut := UNFINISHED.match(line):
                begun[cut[1]] = cut[2]
            elif rest := RESUMED.match(line):
                yield begun.pop(rest[1], "") + rest[2]
            else:
                yield line


def _event(name: str, arguments: str, folder: str) -> Iterator[Event]:
    texts = [bytes.fromhex(text.replace("\\x", "")) for text in re.findall(STRING, arguments)]
    if name == "sendto":
        told = ACKNOWLEDGED.match(texts[0]) if texts else None
        if told:
            yield Event("acknowledged", told[1].decode())
        return
    if name in ("openat", "creat"):
        if "O_CREAT" in arguments or name == "creat":
            yield from _inside(folder, Event("create", texts[0].decode()))
            if "O_TRUNC" in arguments:
                yield from _inside(folder, Event("truncate", texts[0].decode()))
        return
    if name.startswith("rename"):
        yield from _inside(folder, Event("rename", texts[0].decode(), data=texts[1]))
        return
    if name.startswith("unlink"):
        yield from _inside(folder, Event("remove", texts[0].decode()))
        return
    described = re.match(r"\d+<([^>]*)>", arguments)
    if described is None:
        return
    path = bytes.fromhex(described[1].replace("\\x", "")).decode(errors="replace")
    numbers = re.findall(r", (\d+)", re.sub(STRING, "", arguments))
    if name == "write":
        yield from _inside(folder, Event("append", path, data=texts[0]))
    elif name == "pwrite64":
        yield from _inside(folder, Event("write", path, int(numbers[-1]), texts[0]))
    elif name in ("fsync", "fdatasync"):
        yield from _inside(folder, Event("sync", path))
    elif name == "ftruncate":
        yield from _inside(folder, Event("truncate", path, int(numbers[-1])))


def _inside(folder: str, event: Event) -> Iterator[Event]:
    if event.path.startswith(folder) and not event.path.endswith("-shm"):
        yield event


def play(disk: Disk, event: Event) -> None:
    match event.kind:
        case "create":
            disk.create(event.path)
        case "write":
            disk.write(event.path, event.where, event.data)
        case "append":
            disk.append(event.path, event.data)
        case "truncate":
            disk.truncate(event.path, event.where)
        case "rename":
            disk.rename(event.path, event.data.decode())
        case "remove":
            disk.remove(event.path)
        case "sync":
            disk.sync(event.path)


@dataclass
class Found:
    states: int = 0
    corrupt: int = 0
    losing: int = 0
    half_written: int = 0
    worst: int = 0


def cut_everywhere(
    before: dict[str, bytes], events: list[Event], sent: dict[str, set[str]], folder: Path, states: int
) -> Found:
    """Cut at random moments of the recording; each gives four states of the disk."""
    chance = random.Random(1)
    moments = set(chance.sample(range(len(events)), min(states // len(TRIALS), len(events))))
    disk, told, seen = Disk(before), [], Found()
    place = Path(tempfile.mkdtemp(prefix="mourafaka-state-"))
    for moment, event in enumerate(events):
        if event.kind == "acknowledged":
            told.append(event.path)
        else:
            play(disk, event)
        if moment in moments:
            for trial in TRIALS:
                _look(disk.after_a_cut(trial, chance), told, sent, folder, place, seen)
    shutil.rmtree(place)
    return seen


def _look(
    files: dict[str, bytes],
    told: list[str],
    sent: dict[str, set[str]],
    folder: Path,
    place: Path,
    seen: Found,
) -> None:
    """Open what is left as the site would, and look for every application that was acknowledged."""
    import sqlite3

    seen.states += 1
    for suffix in ("", "-wal", "-shm"):
        (place / f"db{suffix}").unlink(missing_ok=True)
    database = str(folder / "mourafaka.sqlite3")
    for suffix in ("", "-wal"):
        if database + suffix in files:
            (place / f"db{suffix}").write_bytes(files[database + suffix])
    held = {hashlib.sha256(data).hexdigest() for path, data in files.items() if "/files/" in path}
    known = {path.partition("/files/")[2]: data for path, data in files.items() if "/files/" in path}
    try:
        connection = sqlite3.connect(place / "db")
        try:
            _read(connection, told, sent, held, known, seen)
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        seen.corrupt += 1


def _read(
    connection: Any, told: list[str], sent: dict[str, set[str]], held: Any, known: Any, seen: Found
) -> None:
    def rows(query: str) -> list[Any]:
        return list(connection.execute(query).fetchall())

    if rows("PRAGMA integrity_check") != [("ok",)] or rows("PRAGMA foreign_key_check"):
        seen.corrupt += 1
        return
    numbers = {number for (number,) in rows("SELECT number FROM applying_receipt")}
    lost = [number for number in told if number not in numbers or not sent[number] <= held]
    seen.losing += bool(lost)
    seen.worst = max(seen.worst, len(lost))
    (lodged,) = rows("SELECT count(*) FROM calls_application WHERE submitted_at IS NOT NULL")[0]
    missing = [path for (path,) in rows("SELECT path FROM foundations_storedfile") if path not in known]
    seen.half_written += lodged != len(numbers) or bool(missing)


def main() -> int:
    states, count = (2_000, 60) if "--full" in sys.argv else (1_000, 12)
    with data_folder() as folder:
        seats = seat(count, documents=False)
        seen = _measured(folder, seats, EMPTIED, states)
        good = found(NAME, "states of the disk rebuilt and opened", f"{seen.states:,}", seen.states == states)
        good &= found(NAME, "corrupt", str(seen.corrupt), seen.corrupt == 0)
        good &= found(NAME, "losing what was acknowledged", str(seen.losing), seen.losing == 0)
        good &= found(NAME, "half-written", str(seen.half_written), seen.half_written == 0)
        seen = _measured(folder, seat(count, documents=False), NORMAL, states)
        told = f"{seen.losing} states, at worst {seen.worst} applications"
        good &= control(NAME, "losing under synchronous=NORMAL", told, seen.losing > 0)
        seen = _measured(folder, seat(count, documents=False), OFF, states)
        told = f"{seen.corrupt} states, {seen.losing} more losing"
        good &= control(NAME, "corrupt under synchronous=OFF", told, seen.corrupt > 0)
    return 0 if good else 1


def _measured(folder: Path, seats: list[Seat], pragmas: str, states: int) -> Found:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    at_rest()
    before = {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    events, sent = recorded(folder, seats, pragmas)
    return cut_everywhere(before, events, sent, folder, states)


if __name__ == "__main__":
    sys.exit(main())
