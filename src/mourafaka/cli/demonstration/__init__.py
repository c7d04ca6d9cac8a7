"""The demonstration: the second Souss-Massa cohort, invented from public aggregates and marked synthetic.

No cooperative, person, account or address in it is real (see `calibration.py` for the figures it follows).
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from datetime import date

from mourafaka.cli.demonstration.story import Summary, exists, summary, tell

__all__ = ["Summary", "load"]


def load(report: Callable[[str, int, int], None], *, until: date) -> Summary:
    """Load the demonstration as it stands on a day, once: when its cohort exists nothing changes.

    Needs a migrated database.
    """
    if exists():
        return summary(newly_loaded=False)
    started = time.perf_counter()
    gc.disable()  # nothing is freed before the end: looking for garbage took a sixth of the time
    try:
        tell(report, until)
    finally:
        gc.enable()
    return summary(newly_loaded=True, seconds=time.perf_counter() - started)
