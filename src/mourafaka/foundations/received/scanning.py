"""What was kept while the antivirus was away is looked at when it is back."""

from __future__ import annotations

from mourafaka.foundations.models import Scan, StoredFile
from mourafaka.foundations.received import antivirus


def scan_pending() -> int:
    """Ask again for each file that waits; how many got an answer. A blocked file stays, and never leaves."""
    answered = 0
    for stored in StoredFile.objects.filter(scan=Scan.PENDING).order_by("pk"):
        found = antivirus.scan(stored.read())
        if found in (Scan.CLEAN, Scan.BLOCKED):
            StoredFile.objects.filter(pk=stored.pk).update(scan=found)
            answered += 1
    return answered
