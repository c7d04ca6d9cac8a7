"""Sends the digests whose day has come and erases raw pages older than thirty days; run it every night."""

from typing import Any

from django.core.management.base import BaseCommand

from mourafaka.press.tasks import nightly


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        nightly.func()
