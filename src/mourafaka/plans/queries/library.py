"""The library in force, and any version of it."""

from __future__ import annotations

from mourafaka.plans.library import Library, packaged, read
from mourafaka.plans.models import ActionLibrary


def library_in_force() -> Library:
    """The last version published; version 1 of the room when nobody published any."""
    latest = ActionLibrary.objects.order_by("-version").first()
    return read(latest.data, version=latest.version) if latest else packaged()


def library_of(version: int) -> Library:
    found = ActionLibrary.objects.filter(version=version).first()
    return read(found.data, version=version) if found else packaged()
