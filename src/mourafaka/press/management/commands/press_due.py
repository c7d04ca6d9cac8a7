"""Gives the worker a task for each source whose time has come; run it every five minutes."""

from typing import Any

from django.core.management.base import BaseCommand

from mourafaka.press.tasks import visit_due


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        visit_due.func()
