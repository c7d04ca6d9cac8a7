"""Every field that could hold personal data says why it is kept, who receives it and how long."""

from __future__ import annotations

import pytest
from django.db import models

from mourafaka.foundations.privacy import declared


def test_every_field_that_could_be_personal_is_declared():
    assert declared.undeclared() == []


def test_nothing_is_declared_of_a_field_that_is_gone():
    assert declared.stale() == []


def test_every_declared_field_belongs_to_a_known_treatment():
    known = {treatment.code for treatment in declared.treatments()}

    assert {group.of for group in declared._groups.values()} <= known


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (models.CharField(max_length=20), True),
        (models.TextField(), True),
        (models.JSONField(), True),
        (models.EmailField(), True),
        (models.FloatField(), True),
        (models.SlugField(), False),
        (models.CharField(max_length=2, choices=[("a", "A")]), False),
        (models.IntegerField(), False),
        (models.DateField(), False),
    ],
)
def test_a_field_nobody_spoke_of_is_found_by_its_type(column, expected):
    assert declared._holds_free_content(column) is expected
