"""Where the benchmarks write what they found: printed at once, and kept in reports/bench.json."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "reports" / "bench.json"
README = ROOT / "README.md"
BEGIN, END = "<!-- figures: make bench -->", "<!-- end of figures -->"


def record(name: str, ratio: float | None, target: str, detail: str) -> None:
    """Print one line and keep it under `name`; `ratio` is None for what was not measured."""
    found = f"{ratio:,.2f} ×" if ratio is not None else "not measured"
    print(f"  {name}: {found} (target {target}) {detail}", flush=True)
    RESULTS.parent.mkdir(exist_ok=True)
    kept: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    kept[name] = {"ratio": ratio, "target": target, "detail": detail, "on": time.strftime("%Y-%m-%d")}
    RESULTS.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n")


def in_turn(one: Callable[[], object], other: Callable[[], object], rounds: int = 5) -> tuple[float, float]:
    """The median seconds of each of two things done in turn."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for thing, taken in zip((one, other), seconds, strict=True):
            start = time.perf_counter()
            thing()
            taken.append(time.perf_counter() - start)
    return statistics.median(seconds[0]), statistics.median(seconds[1])


def publish() -> None:
    """Put every figure kept into the README, between its two marks; a row measured elsewhere stays as it is."""
    kept: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    before, _, rest = README.read_text().partition(BEGIN)
    inside, _, after = rest.partition(END)
    rows = {line.split("|")[1].strip(): line for line in inside.splitlines() if line.startswith("| ")}
    head = ["| what | ratio | target | in the same run |", "|---|---:|---|---|"]
    rows.pop("what", None)
    for name, row in kept.items():
        found = f"{row['ratio']:,.2f}" if row["ratio"] is not None else "not measured"
        rows[name] = f"| {name} | {found} | {row['target']} | {row['detail']} |"
    README.write_text(before + "\n".join([BEGIN, "", *head, *rows.values(), "", END]) + after)
