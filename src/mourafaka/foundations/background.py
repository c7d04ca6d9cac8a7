"""Work done beside the site, by a timer or by hand."""

from __future__ import annotations

import os

from django.core.management.base import BaseCommand

NICENESS = 10  # of 19, the most that a process may give way


def give_way() -> None:
    """This process leaves the processors to whoever waits for a page."""
    os.nice(NICENESS)


class BackgroundCommand(BaseCommand):
    """Gives way, and leaves the checks of the code, half of its time, to the start of the site."""

    requires_system_checks = []

    def run_from_argv(self, argv: list[str]) -> None:
        give_way()
        super().run_from_argv(argv)
