"""From the planned visit to the statement, on phones, in French and in Arabic: two cooperatives and one coach."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from mourafaka.coaching.models import Control, Statement, Visit, VisitReport
from mourafaka.foundations.journal import reference
from mourafaka.foundations.models import OutboxMessage
from tests.factories.coaching import TAROUDANNT, CoachProfileFactory, in_charge
from tests.factories.enrolment import M0, EnrolmentFactory
from tests.factories.plans import PlanActionFactory, PlanFactory, diagnosed
from tests.journeys.phones import SCAN
from tests.pdf import text_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.parametrize("language", ["fr", "ar"]),
]

SEEN = {
    "fr": "Les comptes du mois sont à jour ; le prix de revient du savon est calculé avec le groupe.",
    "ar": "حسابات الشهر محينة، وحسبت المجموعة ثمن تكلفة الصابون.",
}
REASON = {"fr": "Dites combien de femmes étaient là.", "ar": "حددوا عدد النساء الحاضرات."}


@dataclass
class Scene:
    """Visit 1 of both cooperatives, once planned: `proved` leaves proofs, `bare` leaves none."""

    enrolments: list[Any]
    action: Any
    coach: Any
    delegate: Any
    manager: Any
    finance: Any

    @property
    def contract(self) -> Any:
        return self.enrolments[0].contract

    @property
    def proved(self) -> Visit:
        return Visit.objects.get(enrolment=self.enrolments[0], number=1)

    @property
    def bare(self) -> Visit:
        return Visit.objects.get(enrolment=self.enrolments[1], number=1)


def address(name: str, *args: Any) -> str:
    return reverse(f"coaching:{name}", args=args)


def placed(north: float, **fields: Any) -> dict[str, Any]:
    """A cooperative some kilometres north of Taroudannt."""
    latitude, longitude = TAROUDANNT
    fields |= {"latitude": latitude + north, "longitude": longitude}
    return {f"application__cooperative__{name}": value for name, value in fields.items()}


@pytest.fixture
def scene(users: Any, language: str) -> Scene:
    """Both are trained; the first has a plan in force with one action, and somebody who speaks for it."""
    president = users("cooperative", preferred_language=language)
    assessment = diagnosed(
        enrolment__phase="training",
        enrolment__application__number="T2-09-0001",
        **{f"enrolment__{name}": value for name, value in placed(0, contact=president).items()},
    )
    coach = assessment.assessor
    other = EnrolmentFactory(phase="training", application__number="T2-09-0002", **placed(0.05))
    in_charge(other, coach)
    CoachProfileFactory(coach=coach)
    plan = PlanFactory(assessment=assessment, state="approved", actions=[])
    action = PlanActionFactory(plan=plan, starts_month=1)
    return Scene(
        [assessment.enrolment, other],
        action,
        coach,
        users("delegate", "09"),
        users("manager"),
        users("finance"),
    )


def plan_the_visits(manager: Any, scene: Scene) -> None:
    manager.go(address("plannings")).fill(subject=f"contract:{scene.contract.pk}").send()
    assert Visit.objects.count() == 0
    manager.press('form[action$="/apply/"] button')


def begin_the_report(coach: Any, visit: Visit) -> None:
    coach.go(address("week")).open(address("visit", visit.pk)).send(address("open_report", visit.pk))


def write_the_report(coach: Any, visit: Visit, language: str, **more: Any) -> None:
    said = {"held_on": visit.planned_on, "duration_hours": "3,5", "people_met": 8}
    coach.fill(**said, observations=SEEN[language], **more)
    coach.press('#report [name="then"][value="submit"]')


def hand_over_the_sheet(coach: Any, visit: Visit) -> None:
    coach.fill(kind="sheet", file=SCAN).send(address("attach", visit.pk))


def send_it_back(delegate: Any, visit: Visit, language: str) -> None:
    delegate.go(address("checks")).open(address("visit", visit.pk)).open(address("return", visit.pk))
    delegate.fill(reason=REASON[language]).send()


def correct_it(coach: Any, visit: Visit, language: str) -> None:
    coach.go(address("week")).open(address("report", visit.pk))
    assert coach.page.get_by_text(REASON[language]).count() == 1
    coach.fill(women_met=6).press('#report [name="then"][value="submit"]')


def confirm_by_the_link(coach: Any, passer_by: Any, visit: Visit) -> None:
    coach.send(address("ask", visit.pk))
    message = OutboxMessage.objects.get(about=reference(visit))
    link = re.search(r"http\S+/confirm/\S+", message.body)
    assert link is not None
    passer_by.go(urlsplit(link[0]).path).fill(took_place="yes", rate=5).send()


def validate_it(delegate: Any, visit: Visit) -> None:
    delegate.go(address("checks")).open(address("visit", visit.pk)).send(address("validate", visit.pk))


def draw_and_control(manager: Any, delegate: Any, scene: Scene) -> None:
    manager.go(address("checks")).fill(contract=scene.contract.pk, month=f"{scene.proved.planned_on:%Y-%m}")
    manager.send(address("draw"))
    delegate.go(address("checks")).open(address("control", scene.proved.pk))
    delegate.fill(means="phone", outcome="confirmed", note="Appel à la présidente.").send()


def draw_up_the_statement(manager: Any, scene: Scene, until: date) -> Statement:
    manager.go(address("statements"))
    manager.fill(contract=scene.contract.pk, period_from=M0, period_to=until).send(address("open_statement"))
    statement = Statement.objects.get()
    waits = [address("visit", scene.bare.pk)]
    links = manager.page.locator("main li a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert links == waits
    manager.send(address("issue", statement.pk)).send(address("send", statement.pk))
    return statement


def papers_of(finance: Any, statement: Statement) -> tuple[bytes, Any]:
    finance.go(address("statements")).open(address("statement", statement.pk))
    papers = [
        finance.download(f'a[href="{address("paper", statement.pk, kind)}"]') for kind in ("pdf", "xlsx")
    ]
    return papers[0], load_workbook(io.BytesIO(papers[1])).active


def test_a_planned_visit_is_reported_returned_confirmed_controlled_and_paid(
    scene, phone_of, stand_at, language, tmp_path
):
    stand_at(M0)
    manager, coach, delegate = phone_of(scene.manager), phone_of(scene.coach), phone_of(scene.delegate)

    plan_the_visits(manager, scene)
    assert Visit.objects.count() == 24

    visit = scene.proved
    stand_at(visit.planned_on)
    begin_the_report(coach, visit)
    hand_over_the_sheet(coach, visit)
    key = f"action-{scene.action.pk}"
    write_the_report(coach, visit, language, **{f"{key}-after": 40, f"{key}-state": "in_progress"})
    send_it_back(delegate, visit, language)
    assert VisitReport.objects.get().state == "returned"

    correct_it(coach, visit, language)
    confirm_by_the_link(coach, phone_of(), visit)
    validate_it(delegate, visit)
    scene.action.refresh_from_db()
    scene.enrolments[0].refresh_from_db()
    assert (scene.proved.state, scene.action.progress) == ("validated", 40)
    assert (scene.enrolments[0].phase, Control.objects.count()) == ("coaching", 0)

    stand_at(visit.planned_on + timedelta(days=31))
    draw_and_control(manager, delegate, scene)
    assert Control.objects.get().outcome == "confirmed"

    until = stand_at(scene.bare.planned_on + timedelta(days=40))
    phone = phone_of(scene.coach).go(address("visit", scene.bare.pk))
    phone.send(address("open_report", scene.bare.pk))
    write_the_report(phone, scene.bare, language)
    validate_it(delegate, scene.bare)
    delegate.go(address("checks"))
    assert delegate.shows(f'table a[href="{address("control", scene.bare.pk)}"]') == 1

    statement = draw_up_the_statement(manager, scene, until)
    pdf, sheet = papers_of(phone_of(scene.finance), statement)
    statement.refresh_from_db()
    assert (statement.state, statement.net_mad) == ("sent", Decimal("1395.00"))
    assert "T2-09-0001/1" in text_of(pdf, tmp_path)
    assert [row[0].value for row in sheet.iter_rows(min_row=2)][0] == "T2-09-0001/1"
