"""The large database for measures: quick to write, marked synthetic, made once."""

from __future__ import annotations

from typing import Any

import pytest

from mourafaka.calls.models import Application
from mourafaka.cli.demonstration import bulk
from mourafaka.registry.models import Cooperative

pytestmark = pytest.mark.django_db


def _quiet(*_: Any) -> None:
    return None


def test_it_writes_as_many_as_asked_and_marks_them_synthetic() -> None:
    bulk.fill(_quiet, cooperatives=40, applications=15)

    assert (Cooperative.objects.filter(synthetic=True).count(), Application.objects.count()) == (40, 15)


def test_filling_again_adds_nothing() -> None:
    bulk.fill(_quiet, cooperatives=10, applications=5)

    bulk.fill(_quiet, cooperatives=10, applications=5)

    assert Cooperative.objects.count() == 10


def test_what_it_writes_is_found_by_search() -> None:
    bulk.fill(_quiet, cooperatives=10, applications=0)
    one = Cooperative.objects.order_by("code").first()
    assert one is not None

    assert one in Cooperative.objects.search(one.name_ar)
