"""Who sees which call and application: the queryset and the rule always agree."""

from __future__ import annotations

from typing import Any

import pytest
import rules
from django.db.models import Q

from mourafaka.calls.models import Application, Call
from mourafaka.calls.sockets import withholding
from tests.factories.calls import ApplicationFactory, CallFactory
from tests.factories.registry import CooperativeFactory
from tests.factories.territory import ProvinceFactory

pytestmark = pytest.mark.django_db

PEOPLE = [
    ("manager", ""),
    ("manager", "10"),
    ("delegate", "09"),
    ("delegate", "09.541"),
    ("delegate", "04"),
    ("admin", ""),
    ("evaluator", ""),
    ("reviewer", ""),
    ("committee", ""),
    ("funder", ""),
    ("cooperative", ""),
    ((), ""),
]


@pytest.mark.parametrize(("role", "territory"), PEOPLE)
def test_inside_visible_to_is_the_same_as_passing_the_view_rule(
    users: Any, role: Any, territory: str
) -> None:
    person = users(role, territory)
    call = CallFactory()
    CallFactory(code="T2-10", state="draft")
    for code in ("09.541", "09.551", "10.301"):
        ApplicationFactory(call=call, cooperative__province=ProvinceFactory(code=code))
    ApplicationFactory(call=call, cooperative=CooperativeFactory(contact=person))

    for model, rule in ((Application, "calls.view_application"), (Call, "calls.view_call")):
        seen = set(model.objects.visible_to(person))
        assert seen == {thing for thing in model.objects.all() if rules.has_perm(rule, person, thing)}


@pytest.mark.parametrize(
    ("role", "territory", "count"),
    [
        ("manager", "", 3),
        ("delegate", "09", 2),
        ("delegate", "09.551", 1),
        ("delegate", "0", 0),
        ("funder", "", 0),
    ],
)
def test_a_mandate_shows_the_applications_of_its_territory(
    users: Any, role: str, territory: str, count: int
) -> None:
    for code in ("09.541", "09.551", "10.301"):
        ApplicationFactory(cooperative__province=ProvinceFactory(code=code))

    assert Application.objects.visible_to(users(role, territory)).count() == count


def test_a_cooperative_sees_its_own_application_and_no_other(users: Any) -> None:
    person = users("cooperative")
    own = ApplicationFactory(cooperative=CooperativeFactory(contact=person))
    ApplicationFactory()

    assert list(Application.objects.visible_to(person)) == [own]


def test_what_a_later_room_withholds_is_out_of_reach_of_every_act(users: Any, monkeypatch: Any) -> None:
    manager, application = users("manager"), ApplicationFactory()
    monkeypatch.setattr(withholding, "_plugs", {})
    withholding.plug("test", lambda user: Q(pk=application.pk))

    granted = [
        rule
        for rule in ("view_application", "edit_application", "check_application", "override_gate")
        if rules.has_perm(f"calls.{rule}", manager, application)
    ]

    assert granted == []
