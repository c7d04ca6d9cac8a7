"""French and Arabic are complete, nothing is stale, and the compiled files match."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_both_catalogues_are_complete():
    check = subprocess.run(
        [sys.executable, "tools/catalogues.py", "check"], cwd=ROOT, capture_output=True, text=True
    )

    assert check.stdout == ""
    assert check.returncode == 0
