"""Gives the worker a task for each source whose time has come; run it every five minutes."""

from typing import Any

from mourafaka.foundations.background import BackgroundCommand
from mourafaka.press.tasks import visit_due


class Command(BackgroundCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        visit_due.func()
