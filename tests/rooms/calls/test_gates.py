"""Each gate on each side of its limit, with the words a cooperative will read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from mourafaka.calls import gates, queries, services
from mourafaka.calls.models import Application, EligibilityCheck
from tests.factories.calls import ApplicationFactory, CallFactory, CohortFactory
from tests.factories.registry import CooperativeFactory, MemberStatFactory, OtherSupportFactory
from tests.factories.territory import ProvinceFactory, SectorFactory
from tests.refusing import refused_with

pytestmark = pytest.mark.django_db


def found(application: Application, gate: str, actor: Any) -> EligibilityCheck:
    services.evaluate_eligibility(application, actor=actor)
    return EligibilityCheck.objects.get(application=application, gate=gate)


# The call closes on 30 April 2020 and allows 24 months and 5 members at least.
CASES = [
    ("registered", {}, True, "registered"),
    ("registered", {"cooperative__registered_on": None}, False, "registration_unknown"),
    ("registered", {"cooperative__local_reg_no": ""}, False, "registration_unknown"),
    ("registered", {"cooperative__registered_on": date(2020, 5, 1)}, False, "registered_after_closing"),
    ("registered", {"cooperative__status": "dissolved"}, False, "dissolved"),
    ("age", {"cooperative__registered_on": date(2018, 4, 30)}, True, "age_within"),
    ("age", {"cooperative__registered_on": date(2018, 3, 31)}, True, "age_within"),
    ("age", {"cooperative__registered_on": date(2018, 3, 30)}, False, "age_above"),
    ("age", {"cooperative__registered_on": date(2017, 3, 14)}, False, "age_above"),
    ("age", {"cooperative__registered_on": None}, False, "age_unknown"),
    ("members", {"members": 5}, True, "members_enough"),
    ("members", {"members": 4}, False, "members_too_few"),
    ("members", {"members": 0}, False, "members_unknown"),
    ("location", {}, True, "in_a_province_of_the_call"),
    ("location", {"cooperative__province__code": "09.001"}, False, "outside_the_call"),
    ("sector", {}, True, "sector_admitted"),
    ("first_time", {}, True, "first_time"),
    ("documents", {}, True, "documents_accepted"),
]


@pytest.mark.parametrize(("gate", "fields", "passed", "code"), CASES)
def test_a_gate_finds(manager: Any, gate: str, fields: dict[str, Any], passed: bool, code: str) -> None:
    check = found(ApplicationFactory(**fields), gate, manager)

    assert (check.passed, check.reason_code) == (passed, code)


def test_the_age_is_told_with_its_dates_in_the_readers_language(manager: Any) -> None:
    check = found(ApplicationFactory(cooperative__registered_on=date(2017, 3, 14)), "age", manager)

    with translation.override("fr"):
        french = gates.sentence(check.reason_code, check.facts)
    with translation.override("ar"):
        arabic = gates.sentence(check.reason_code, check.facts)
    assert all(words in french for words in ("14 mars 2017", "37", "24"))
    assert all(words in arabic for words in ("14 مارس 2017", "37", "24"))


def test_an_excluded_sector_closes_the_gate(manager: Any) -> None:
    call = CallFactory()
    call.excluded_sectors.add(SectorFactory(code="housing"))

    check = found(ApplicationFactory(call=call, cooperative__sector__code="housing"), "sector", manager)

    assert (check.passed, check.reason_code) == (False, "sector_excluded")


def test_an_excluded_branch_closes_the_gate(manager: Any) -> None:
    call, branch = CallFactory(), SectorFactory(code="trucks", parent=SectorFactory(code="transport"))
    call.excluded_sectors.add(branch)
    application = ApplicationFactory(call=call, cooperative__sector=branch.parent, cooperative__branch=branch)

    assert found(application, "sector", manager).passed is False


def test_members_counted_after_closing_do_not_count(manager: Any) -> None:
    application = ApplicationFactory(members=4)
    MemberStatFactory(cooperative=application.cooperative, as_of=date(2020, 5, 1), members_total=9)

    assert found(application, "members", manager).facts["members"] == 4


@pytest.mark.parametrize("state", ["selected", "enrolled"])
def test_a_beneficiary_of_another_call_is_no_newcomer(manager: Any, state: str) -> None:
    cooperative = CooperativeFactory()
    earlier = CallFactory(code="T1-09", cohort=CohortFactory(code="sm-1", name_fr="Première tranche"))
    ApplicationFactory(call=earlier, cooperative=cooperative, state=state)

    check = found(ApplicationFactory(cooperative=cooperative, members=0), "first_time", manager)

    assert (check.passed, check.facts["cohort"]["fr"]) == (False, "Première tranche")


@pytest.mark.parametrize("programme", ["MOURAFAKA", "Programme Mourafaka", "برنامج مرافقة"])
def test_support_declared_under_the_programmes_name_closes_the_gate(manager: Any, programme: str) -> None:
    application = ApplicationFactory()
    OtherSupportFactory(cooperative=application.cooperative, programme=programme)

    assert found(application, "first_time", manager).passed is False


def test_every_mandatory_document_must_be_accepted(manager: Any) -> None:
    application = ApplicationFactory(call=CallFactory(documents=["registration", "statutes"]))
    services.set_document_states(
        application, actor=manager, states={"registration": "accepted", "statutes": "rejected"}
    )

    check = EligibilityCheck.objects.get(application=application, gate="documents")

    assert (check.passed, check.facts["documents"]["fr"]) == (False, "Statuts")


def test_every_finding_has_a_sentence_whose_places_its_facts_fill(manager: Any) -> None:
    for _gate, fields, _passed, _code in CASES:
        application = ApplicationFactory(**fields)
        services.evaluate_eligibility(application, actor=manager)

        assert len(queries.checks_in_words(application)) == 7


def test_an_override_opens_the_gate_with_its_reason(manager: Any) -> None:
    application = ApplicationFactory(members=4)
    services.evaluate_eligibility(application, actor=manager)

    services.override_gate(application, actor=manager, gate="members", reason="Cinquième adhésion en cours")

    check = EligibilityCheck.objects.get(application=application, gate="members")
    application.refresh_from_db()
    assert (check.passed, check.holds, check.overridden_by, application.eligible) == (
        False,
        True,
        manager,
        True,
    )


@pytest.mark.parametrize("territory", ["09", "09.541"])
def test_a_manager_below_headquarters_overrides_nothing(users: Any, manager: Any, territory: str) -> None:
    application = ApplicationFactory(members=4)
    services.evaluate_eligibility(application, actor=manager)

    for actor in (users("manager", territory), users("delegate", "09"), users("admin")):
        with refused_with("not_allowed"):
            services.override_gate(application, actor=actor, gate="members", reason="x")


def test_an_override_needs_a_reason_and_a_closed_gate(manager: Any) -> None:
    application = ApplicationFactory(members=4)
    with refused_with("gate_not_evaluated"):
        services.override_gate(application, actor=manager, gate="members", reason="x")
    services.evaluate_eligibility(application, actor=manager)

    with refused_with("reason_missing"):
        services.override_gate(application, actor=manager, gate="members", reason=" ")
    with refused_with("gate_already_passed"):
        services.override_gate(application, actor=manager, gate="age", reason="x")


def test_an_override_ends_when_the_finding_changes(manager: Any) -> None:
    application = ApplicationFactory(members=4)
    services.evaluate_eligibility(application, actor=manager)
    services.override_gate(application, actor=manager, gate="members", reason="x")

    services.evaluate_eligibility(application, actor=manager)
    application.refresh_from_db()
    kept = application.eligible
    MemberStatFactory(cooperative=application.cooperative, as_of=date(2020, 3, 1), members_total=3, women=1)
    services.evaluate_eligibility(application, actor=manager)

    application.refresh_from_db()
    assert (kept, application.eligible) == (True, False)


def test_a_whole_call_is_evaluated_within_the_actors_territory(delegate: Any) -> None:
    call = CallFactory()
    ApplicationFactory.create_batch(3, call=call)
    far = CooperativeFactory(province=ProvinceFactory(code="10.301"))
    ApplicationFactory(call=call, cooperative=far)

    evaluated = services.evaluate_call(call, actor=delegate)

    assert [application.eligible for application in evaluated] == [True, True, True]


def test_evaluating_fifty_asks_as_many_questions_as_five(
    manager: Any, django_assert_max_num_queries: Any
) -> None:
    call = CallFactory(documents=["registration"])
    ApplicationFactory.create_batch(50, call=call)

    with django_assert_max_num_queries(45):
        services.evaluate_call(call, actor=manager)
