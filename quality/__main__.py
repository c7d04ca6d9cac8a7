"""`make quality`: every battery in turn, each in a process of its own; `make quality-full` with the large counts.

python -m quality [--full] [NAME …]
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from quality.report import publish

SCRIPTS = ("crash", "power", "races", "cuts", "contention", "full_disk", "budgets")
PAGES = ("policies", "canaries", "limits", "clocks", "malformed", "axe")
ON_POSTGRESQL = ("races",)


def commands(full: bool, names: list[str]) -> list[tuple[str, list[str]]]:
    python, flags = sys.executable, ["--full"] if full else []
    here = Path(__file__).parent
    found = [
        (name, [python, "-m", f"quality.{name}", *flags])
        for name in SCRIPTS
        if (here / f"{name}.py").exists()
    ]
    found += [
        (f"{name} on PostgreSQL", [python, "tools/with_postgresql.py", python, "-m", f"quality.{name}"])
        for name in ON_POSTGRESQL
    ]
    found += [
        (
            name,
            [
                python,
                "-m",
                "pytest",
                "-q",
                "-n",
                "0",
                "-p",
                "no:logging",
                "-s",
                f"quality/pages/test_{name}.py",
            ],
        )
        for name in PAGES
        if (here / "pages" / f"test_{name}.py").exists()
    ]
    return [(name, command) for name, command in found if not names or name.split()[0] in names]


def main(words: list[str]) -> int:
    full, names = "--full" in words, [word for word in words if not word.startswith("-")]
    failed = []
    environment = {**os.environ, "QUALITY_FULL": "1" if full else ""}
    for name, command in commands(full, names):
        print(f"— {name}", flush=True)
        started = time.monotonic()
        if subprocess.run(command, env=environment).returncode:
            failed.append(name)
        print(f"  {time.monotonic() - started:.0f} s", flush=True)
    publish()
    print(f"failed: {', '.join(failed)}" if failed else "every battery passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
