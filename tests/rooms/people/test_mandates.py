"""A role is held over a territory for a period."""

from datetime import date

from mourafaka.people.models import Mandate


def test_a_regional_mandate_covers_its_provinces_and_no_other(users):
    delegate = users("delegate", "09")

    assert delegate.has_role("delegate", "09.541")
    assert not delegate.has_role("delegate", "10.301")


def test_a_mandate_that_ended_gives_nothing(users):
    person = users()
    Mandate.objects.create(user=person, role="coach", starts_on=date(2020, 1, 1), ends_on=date(2022, 1, 1))

    assert not person.has_role("coach")
    assert person.has_role("coach", on=date(2021, 6, 1))


def test_committee_finance_and_administrators_need_a_second_factor(users):
    needing = {
        role for role in ("manager", "committee", "finance", "admin") if users(role).needs_second_factor
    }

    assert needing == {"committee", "finance", "admin"}
