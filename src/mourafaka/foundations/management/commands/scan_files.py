"""Asks the antivirus about the files that came while it was away; run it every few minutes where `CLAMD` is set."""

from typing import Any

from mourafaka.foundations.background import BackgroundCommand
from mourafaka.foundations.received.scanning import scan_pending


class Command(BackgroundCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"checked {scan_pending()}")
