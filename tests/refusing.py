"""`with refused_with("not_allowed"): …` — the act declines for this reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from mourafaka.foundations.refusals import Refused


@contextmanager
def refused_with(code: str) -> Iterator[pytest.ExceptionInfo[Refused]]:
    with pytest.raises(Refused) as refused:
        yield refused
    assert refused.value.code == code


def refused(act: Callable[[], object]) -> str:
    """The reason an act declines for; fails when it does not."""
    with pytest.raises(Refused) as found:
        act()
    return found.value.code
