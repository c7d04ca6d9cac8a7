"""Sends the digests whose day has come and erases raw pages older than thirty days; run it every night."""

from typing import Any

from mourafaka.foundations.background import BackgroundCommand
from mourafaka.press.tasks import nightly


class Command(BackgroundCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        nightly.func()
