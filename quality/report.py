"""Where the batteries write what they found: one line each, printed at once and kept in reports/quality.jsonl."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "reports" / "quality.jsonl"
README = ROOT / "README.md"
BEGIN, END = "<!-- figures: make quality -->", "<!-- end of figures of quality -->"
PASS, FAIL = "pass", "fail"


def found(name: str, metric: str, value: str, passed: bool) -> bool:
    """Print and keep one line; the last one of the same name and metric is the one that stands."""
    row = {"name": name, "metric": metric, "value": value, "verdict": PASS if passed else FAIL}
    print(f"{name} | {metric} | {value} | {row['verdict']}", flush=True)
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.open("a") as file:
        file.write(json.dumps({**row, "on": time.strftime("%Y-%m-%d")}, ensure_ascii=False) + "\n")
    return passed


def control(name: str, metric: str, value: str, failed: bool) -> bool:
    """A battery whose guard was taken away: it passes only when the battery noticed."""
    return found(name, f"control: {metric}", value, failed)


def kept() -> dict[tuple[str, str], dict[str, Any]]:
    rows = [json.loads(line) for line in RESULTS.read_text().splitlines()] if RESULTS.exists() else []
    return {(row["name"], row["metric"]): row for row in rows}


def scaled(count: int) -> int:
    """The count a battery asks for, or the part of it that QUALITY_SCALE allows on a machine busy with other work."""
    return max(1, round(count * float(os.environ.get("QUALITY_SCALE", "1"))))


def publish() -> None:
    """Put every line that stands into the README, between its two marks: nothing else is ever published."""
    lines = ["| battery | what is counted | found | |", "|---|---|---|---|"]
    lines += [
        f"| {row['name']} | {row['metric']} | {row['value']} | {row['verdict']} |" for row in kept().values()
    ]
    before, _, rest = README.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    README.write_text(before + "\n".join([BEGIN, "", *lines, "", END]) + after)
