"""What else is forgotten with an address: codes sent to it, and that it wanted no more messages."""

from __future__ import annotations

from typing import Any

from mourafaka.foundations.crypto import blind_index
from mourafaka.foundations.notices.models import Code, OptOut


def forget_addresses(record: Any, addresses: tuple[str, ...]) -> None:
    known = [
        blind_index(form) for address in addresses for form in {address, "".join(address.split()).lower()}
    ]
    Code.objects.filter(address_index__in=known).delete()
    OptOut.objects.filter(address_index__in=known).delete()
