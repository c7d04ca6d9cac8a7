"""A sealed record can be compared with what the journal saw last, so that a silent change is named."""

from __future__ import annotations

from typing import Any


class Sealed:
    """Mixin for models whose content the journal remembers: `seal` gives it as JSON-able values.

    Whatever act returns the record (or a list of such, or an object with `sealed_objects`) writes its seal.
    """

    def seal(self) -> dict[str, Any]:
        raise NotImplementedError
