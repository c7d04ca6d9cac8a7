"""A decided call whose letters are out: places 1 to 3 and 9 chosen, 4 and 5 on the reserve, the others refused.

Papers are not drawn, which is slow, but where a test undoes it (`monkeypatch.undo()`) to read them.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories.appeals import told
from tests.factories.committee import Sitting


@pytest.fixture
def found(db: None, monkeypatch: Any) -> Sitting:
    monkeypatch.setattr("mourafaka.foundations.documents._compiled", lambda *drawn: b"%PDF-1.7")
    return told()
