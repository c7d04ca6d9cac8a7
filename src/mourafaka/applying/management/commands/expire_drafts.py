"""Warns of drafts that end within seven days and ends those nobody saved for sixty; run it every night."""

from typing import Any

from mourafaka.applying.services import expire_drafts, warn_of_expiry
from mourafaka.foundations.background import BackgroundCommand
from mourafaka.foundations.received import parts
from mourafaka.people.services import machine


class Command(BackgroundCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        installation = machine()
        warned = warn_of_expiry(None, actor=installation)
        ended = expire_drafts(None, actor=installation)
        unfinished = parts.forget_old()
        self.stdout.write(f"warned {warned}, ended {ended}, unfinished files removed {unfinished}")
