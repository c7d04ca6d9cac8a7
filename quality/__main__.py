"""`make quality`: every battery in a process of its own; `make quality-full` with the large counts.

python -m quality [--full] [NAME …]

Two batteries run side by side, so that both processors work; those that measure seconds then run alone. One that does
not end in its time is ended, with all it started, and counts as failed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from quality.report import RESULTS, found, publish

# The longest first. On PostgreSQL too: what people do at the same time.
TOGETHER = (
    "axe",
    "crash",
    "canaries",
    "power",
    "races",
    "races on PostgreSQL",
    "cuts",
    "policies",
    "malformed",
)
TOGETHER += ("full_disk", "limits", "clocks")
ALONE = ("contention", "contention on PostgreSQL", "budgets")
OF_PAGES = {"axe", "canaries", "policies", "malformed", "limits", "clocks"}
AT_ONCE = 2
SECONDS, SECONDS_IN_FULL = 400, 1_800  # a battery may take
GRACE = 30  # seconds for it to put away what it made
NOT_INSTALLED = 69  # what tools/with_postgresql.py answers
PYTEST = (
    "-m",
    "pytest",
    "-q",
    "-n",
    "0",
    "-p",
    "no:logging",
    "-p",
    "no:cacheprovider",
    "-s",
    "--tb",
    "short",
)


@dataclass(frozen=True)
class Runner:
    folder: Path  # where everything temporary of this run is made
    full: bool

    def run(self, name: str) -> str:
        """Run one battery and print what it said; its name when it failed, else nothing."""
        started, said = time.monotonic(), self.folder / f"{name}.log"
        with said.open("wb") as log:
            code = ended(self.command(name), self.seconds, self.environment, log.fileno())
        with _printing:
            print(f"— {name}\n{said.read_text(errors='replace').rstrip()}")
            if code is None:
                found(name, "ended in its time", f"no, after {self.seconds} s", False)
            if code == NOT_INSTALLED:
                print("  not run: PostgreSQL is not installed")
            print(f"  {time.monotonic() - started:.0f} s", flush=True)
        return "" if code in (0, NOT_INSTALLED) else name

    def command(self, name: str) -> list[str]:
        battery, _, where = name.partition(" on ")
        if battery in OF_PAGES:
            return [sys.executable, *PYTEST, f"quality/pages/test_{battery}.py"]
        words = [sys.executable, "-m", f"quality.{battery}", *(["--full"] if self.full else [])]
        return [sys.executable, "tools/with_postgresql.py", *words] if where else words

    @property
    def seconds(self) -> int:
        return SECONDS_IN_FULL if self.full else SECONDS

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "QUALITY_FULL": "1" if self.full else "", "TMPDIR": str(self.folder)}


_printing = threading.Lock()


@contextmanager
def own_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="mourafaka-quality-"))
    folder.chmod(0o755)  # the account of PostgreSQL passes through it
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def ended(command: list[str], seconds: float, environment: dict[str, str], log: int) -> int | None:
    """Its exit code; None when it did not end in its time. Nothing it started outlives it."""
    battery = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
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
    names, began = [word for word in words if not word.startswith("-")], time.monotonic()
    if not names:
        RESULTS.unlink(missing_ok=True)

    def asked(batteries: tuple[str, ...]) -> list[str]:
        return [name for name in batteries if not names or name.split()[0] in names]

    with own_folder() as folder, ThreadPoolExecutor(AT_ONCE) as pool:
        runner = Runner(folder, "--full" in words)
        failed = list(pool.map(runner.run, asked(TOGETHER)))
        failed += [runner.run(name) for name in asked(ALONE)]
    publish()
    print(f"{time.monotonic() - began:.0f} s in all")
    print(f"failed: {', '.join(filter(None, failed))}" if any(failed) else "every battery passed")
    return 1 if any(failed) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
