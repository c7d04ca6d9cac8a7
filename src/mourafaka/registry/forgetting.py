"""What the register forgets with a person, and which cooperatives are hers."""

from __future__ import annotations

from typing import Any

from mourafaka.registry.models import Cooperative


def forget(record: Any, addresses: tuple[str, ...]) -> None:
    """The search no longer finds a cooperative by an address that was erased."""
    found = Cooperative.objects.none()
    for address in addresses:
        found |= Cooperative.objects.filter(search_text__contains=address.lstrip("+"))
    if isinstance(record, Cooperative):
        found |= Cooperative.objects.filter(pk=record.pk)
    for cooperative in found:
        cooperative.refresh_search_columns()
        Cooperative.objects.filter(pk=cooperative.pk).update(
            search_text=cooperative.search_text, search_sounds=cooperative.search_sounds
        )


def own_records(user: Any) -> list[tuple[str, str]]:
    codes = Cooperative.objects.filter(contacts__user=user).values_list("code", flat=True)
    return [("registry.cooperative", code) for code in codes]
