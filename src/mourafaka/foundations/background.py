"""Commands a timer runs beside the site."""

from __future__ import annotations

import os

from django.core.management.base import BaseCommand

NICENESS = 10


class BackgroundCommand(BaseCommand):
    """Leaves the processors to whoever waits for a page, and the checks of the code, half of its time, to the site."""

    requires_system_checks = []

    def run_from_argv(self, argv: list[str]) -> None:
        os.nice(NICENESS)
        super().run_from_argv(argv)
