"""Every night: corrections whose date passed lapse, and every application under way has its case."""

from __future__ import annotations

from typing import Any

from mourafaka.foundations.acts import door
from mourafaka.foundations.background import BackgroundCommand
from mourafaka.instruction.services import lapse_corrections, open_cases
from mourafaka.people.services import machine


class Command(BackgroundCommand):
    help = "Let the corrections whose date passed lapse; open the cases that are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        with door("command"):
            opened = open_cases(actor=machine())
            lapsed = lapse_corrections(actor=machine())
        self.stdout.write(f"{len(opened)} cases opened, {len(lapsed)} corrections lapsed")
