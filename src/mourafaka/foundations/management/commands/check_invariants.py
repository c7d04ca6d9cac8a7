"""`manage.py check_invariants`: what must always be true of the data; exit 1 when something is not."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from mourafaka.foundations import invariants

SHOWN = 20


class Command(BaseCommand):
    help = "Checks what must always be true of the data (I1 to I9). Exit 1 when something is not."

    def handle(self, *args: Any, **options: Any) -> None:
        unsound = False
        for each in invariants.declared():
            broken = list(each.broken())
            unsound = unsound or bool(broken)
            found = f"{len(broken)} broken" if broken else "holds"
            self.stdout.write(f"{each.code} {each.sentence}: {found}")
            for line in broken[:SHOWN]:
                self.stdout.write(f"   {line}")
        if unsound:
            sys.exit(1)
