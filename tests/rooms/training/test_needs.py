"""Who needs what, and what changed afterwards."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from mourafaka.foundations import clock
from mourafaka.training import services
from mourafaka.training.models import Module
from mourafaka.training.queries.needs import needs_page
from mourafaka.training.queries.results import effects
from tests.factories.calls import CohortFactory
from tests.factories.diagnosis import AssessmentFactory, answered, validated
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.plans import PlanFactory, diagnosed
from tests.factories.training import AttendeeFactory, InvitationFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def delegate(users: Any) -> Any:
    return users("delegate", "09")


def lines(delegate: Any, module: str = "F1", province: str = "") -> Any:
    page = needs_page(CohortFactory(), delegate, province, [Module.objects.get(pk=module)])
    return page[0].waiting


def test_a_cooperative_that_masters_everything_needs_nothing(delegate):
    diagnosed({}, 4)

    assert [line.percent for line in lines(delegate)] == [0]


def test_the_need_is_the_gap_in_the_module_s_questions(delegate):
    diagnosed({}, 2)

    assert [line.percent for line in lines(delegate)] == [50]


def test_a_need_names_its_widest_gaps(delegate):
    diagnosed({"GOV2": 0, "GOV4": 1}, 4)

    assert [(reason.code, reason.gap) for reason in lines(delegate)[0].reasons] == [("GOV2", 4), ("GOV4", 3)]


def test_without_a_validated_diagnosis_the_need_is_unknown(delegate):
    answered(AssessmentFactory(), 0)

    assert lines(delegate)[0].unknown


def test_what_the_plan_in_force_asks_for_comes_first(delegate):
    wide = diagnosed({}, 0).enrolment
    asking = diagnosed({}, 3)
    PlanFactory(
        assessment=asking,
        state="approved",
        approved_at=clock.now(),
        actions=[{"questions": ["GOV1"], "module": "F1"}],
    )

    assert [line.enrolment for line in lines(delegate)] == [asking.enrolment, wide]


def test_who_has_attended_the_module_no_longer_waits(delegate):
    enrolment = diagnosed({}, 1).enrolment
    session = SessionFactory(state="held")
    AttendeeFactory(invitation=InvitationFactory(session=session, enrolment=enrolment), present=4)

    assert lines(delegate) == ()


def test_a_delegate_reads_the_needs_of_her_region_only(users):
    diagnosed({}, 1)

    assert lines(users("delegate", "08")) == ()


def test_a_province_narrows(delegate):
    diagnosed({}, 1)

    assert lines(delegate, province="09.551") == ()


def test_the_need_is_kept_with_the_invitation(delegate):
    enrolment = diagnosed({}, 2).enrolment

    with clock.at(date(2021, 2, 1)):
        invitation = services.invite(SessionFactory(), actor=delegate, enrolment=enrolment)

    assert invitation.need == Decimal("0.5000")


def test_a_module_that_many_need_has_pages_of_its_own(delegate, client_as):
    for _number in range(51):
        EnrolmentFactory(phase="training")
    address = reverse("training:needs", args=[CohortFactory().code])
    client = client_as(delegate)

    overview = client.get(address)
    rest = client.get(address, {"module": "F1", "page": 2})

    assert {len(page.object_list) for _module, page in overview.context["needs"]} == {50}
    assert "?module=F1" in overview.content.decode()
    assert [(module.code, len(page.object_list)) for module, page in rest.context["needs"]] == [("F1", 1)]


# --- Effect ---


def cooperatives(count: int, *, present: int, after: int) -> None:
    """So many cooperatives invited to F1, diagnosed 1 everywhere at M0 and `after` at M12."""
    session = SessionFactory(state="held")
    for _number in range(count):
        enrolment = EnrolmentFactory(phase="coaching")
        AttendeeFactory(invitation=InvitationFactory(session=session, enrolment=enrolment), present=present)
        for taken, score in (("M0", 1), ("M12", after)):
            validated(answered(AssessmentFactory(enrolment=enrolment, round=taken), score))


def of_f1(delegate: Any) -> Any:
    return effects(CohortFactory(), delegate)[0]


def test_the_effect_compares_present_and_absent_cooperatives(delegate):
    cooperatives(5, present=4, after=3)
    cooperatives(5, present=0, after=2)

    line = of_f1(delegate)

    assert (line.present, line.absent, line.difference) == (2, 1, 1)


def test_fewer_than_five_on_a_side_cannot_tell(delegate):
    cooperatives(5, present=4, after=3)
    cooperatives(4, present=0, after=2)

    line = of_f1(delegate)

    assert (line.n_absent, line.absent, line.difference) == (4, None, None)
