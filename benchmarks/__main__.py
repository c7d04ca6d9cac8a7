"""`make bench`: every benchmark in turn, both sides of each ratio in one run.

python -m benchmarks [--quick] [NAME …]
"""

from __future__ import annotations

import subprocess
import sys

from benchmarks.report import publish

ALL = ("choose", "assign", "calibrate", "itinerary", "press", "pages")


def main(words: list[str]) -> int:
    flags = [word for word in words if word.startswith("-")]
    names = [word for word in words if not word.startswith("-")] or list(ALL)
    failures = 0
    for name in names:
        print(f"— {name}", flush=True)
        failures += subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *flags]).returncode != 0
    if "--quick" not in flags:
        publish()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
