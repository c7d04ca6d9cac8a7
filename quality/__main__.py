"""`make quality`: every battery in turn, each in a process of its own; `make quality-full` with the large counts.

python -m quality [--full] [NAME …]

A battery that does not end in its time is ended, with all it started, and counts as failed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quality.report import RESULTS, found, publish

SCRIPTS = ("crash", "power", "races", "cuts", "contention", "full_disk", "budgets")
PAGES = ("policies", "canaries", "limits", "clocks", "malformed", "axe")
ON_POSTGRESQL = ("races", "contention")
SECONDS, SECONDS_IN_FULL = 240, 1_800  # a battery may take
GRACE = 30  # seconds for it to put away what it made
NOT_INSTALLED = 69  # what tools/with_postgresql.py answers
PYTEST = ("-m", "pytest", "-q", "-n", "0", "-p", "no:logging", "-p", "no:cacheprovider", "-s")


def commands(full: bool, names: list[str]) -> list[tuple[str, list[str]]]:
    python, flags = sys.executable, ["--full"] if full else []
    listed = [(name, [python, "-m", f"quality.{name}", *flags]) for name in SCRIPTS]
    listed += [
        (
            f"{name} on PostgreSQL",
            [python, "tools/with_postgresql.py", python, "-m", f"quality.{name}", *flags],
        )
        for name in ON_POSTGRESQL
    ]
    listed += [(name, [python, *PYTEST, f"quality/pages/test_{name}.py"]) for name in PAGES]
    return [(name, command) for name, command in listed if not names or name.split()[0] in names]


@contextmanager
def own_folder() -> Iterator[Path]:
    """Where everything temporary of this run is made, removed at its end. The empty database that earlier runs
    migrated is found there."""
    folder = Path(tempfile.mkdtemp(prefix="mourafaka-quality-"))
    folder.chmod(0o755)  # the account of PostgreSQL passes through it
    for schema in Path(tempfile.gettempdir()).glob("mourafaka-schema-*.sqlite3"):
        (folder / schema.name).symlink_to(schema)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def ran(command: list[str], seconds: float, environment: dict[str, str]) -> int | None:
    """Its exit code; None when it did not end in its time. Nothing it started outlives it."""
    battery = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        return battery.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(battery.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            battery.wait(timeout=GRACE)
        return None
    finally:
        for left in of_session(battery.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(left, signal.SIGKILL)
        battery.wait()


def of_session(session: int) -> Iterator[int]:
    """Processes that a battery began and left."""
    for each in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = each.read_text().rpartition(")")[2].split()  # state, parent, group, session
            if int(fields[3]) == session:
                yield int(each.parent.name)


def main(words: list[str]) -> int:
    full, names = "--full" in words, [word for word in words if not word.startswith("-")]
    seconds, failed, began = SECONDS_IN_FULL if full else SECONDS, [], time.monotonic()
    if not names:
        RESULTS.unlink(missing_ok=True)
    with own_folder() as folder:
        environment = {**os.environ, "QUALITY_FULL": "1" if full else "", "TMPDIR": str(folder)}
        for name, command in commands(full, names):
            print(f"— {name}", flush=True)
            started = time.monotonic()
            code = ran(command, seconds, environment)
            if code is None:
                found(name, "ended in its time", f"no, after {seconds} s", False)
            if code == NOT_INSTALLED:
                print("  not run: PostgreSQL is not installed")
            elif code != 0:
                failed.append(name)
            print(f"  {time.monotonic() - started:.0f} s", flush=True)
    publish()
    print(f"{time.monotonic() - began:.0f} s in all")
    print(f"failed: {', '.join(failed)}" if failed else "every battery passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
