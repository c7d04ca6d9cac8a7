"""From the enrolment to a certificate that a bank verifies, on phones, in French and in Arabic."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import gettext, override

from mourafaka.calls.models import Application
from mourafaka.diagnosis.models import Assessment
from mourafaka.diagnosis.queries import questions_of
from mourafaka.diagnosis.services import answer_questions
from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations.journal import reference
from mourafaka.foundations.models import OutboxMessage
from mourafaka.plans.models import Plan
from mourafaka.registry.models import CooperativeContact
from mourafaka.training.models import Certificate, Session
from tests.factories.committee import TAROUDANNT, decided
from tests.factories.enrolment import M0, CoachFactory, ContractFactory
from tests.factories.plans import RED_FLAGS
from tests.factories.training import TrainerFactory
from tests.journeys.phones import SCAN
from tests.pdf import text_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.parametrize("language", ["fr", "ar"]),
]

DIAGNOSED, PLANNED = date(2020, 7, 20), date(2020, 9, 7)
TRAINED = (date(2020, 10, 5), date(2020, 10, 6))
IN_THE_BROWSER = 2  # questions answered on the phone; the others are answered before
PLACE = {"fr": "Maison de la coopérative, Taroudannt", "ar": "دار التعاونية، تارودانت"}
PARTICIPANT = {"fr": "Participante Synthétique", "ar": "مشاركة اصطناعية"}


@dataclass
class Scene:
    """A call the committee decided, and those who accompany the first cooperative it selected."""

    call: Any
    application: Application
    manager: Any
    delegate: Any
    coach: Any
    trainer: Any
    president: Any

    @property
    def enrolment(self) -> Enrolment:
        return Enrolment.objects.get(number=self.application.number)


@pytest.fixture
def scene(users: Any, language: str) -> Scene:
    ContractFactory()
    sitting = decided()
    selected = sitting.call.applications.filter(state="selected", cooperative__province=TAROUDANNT)
    application = selected.order_by("number")[0]
    president = users("cooperative", preferred_language=language)
    CooperativeContact.objects.create(user=president, cooperative=application.cooperative)
    return Scene(
        sitting.call,
        application,
        sitting.manager,
        users("delegate", "09"),
        CoachFactory(),
        TrainerFactory(),
        president,
    )


def page_of(scene: Scene) -> str:
    return reverse("enrolment:enrolment", args=[scene.application.number])


def address(name: str, scene: Scene, *more: Any) -> str:
    return reverse(name, args=[scene.application.number, *more])


def take_the_next_step(phone: Any, scene: Scene, path: str) -> None:
    """The page of the enrolment offers one button; it leads to `path`."""
    phone.go(page_of(scene))
    assert phone.page.get_attribute("main .panel a.button", "href") == path
    phone.press("main .panel a.button")


# --- Enrolment ---


def enrol_the_selected(manager: Any, scene: Scene) -> None:
    manager.go(reverse("enrolment:enrol_call", args=[scene.call.code])).press('[name="confirm"]')
    manager.open(page_of(scene))


def sign_the_agreement(delegate: Any, scene: Scene) -> None:
    take_the_next_step(delegate, scene, address("enrolment:sign", scene))
    delegate.send(address("enrolment:issue", scene))
    delegate.fill(signed_on=M0, file=SCAN).send()


def name_the_coach(delegate: Any, scene: Scene) -> None:
    take_the_next_step(delegate, scene, address("enrolment:coach", scene))
    delegate.fill(coach=scene.coach.pk, starts_on=M0).send()


# --- Diagnosis ---


def open_the_diagnosis(coach: Any, scene: Scene) -> Assessment:
    take_the_next_step(coach, scene, address("diagnosis:open", scene) + "?round=M0")
    coach.fill(held_on=DIAGNOSED, officers_present=3, women_present=4, men_present=1).send()
    return Assessment.objects.get()


def answer_the_questions(coach: Any, scene: Scene, assessment: Assessment) -> None:
    """3 everywhere but on three critical points; the last questions on the phone, one after the other."""
    codes = [question.code for question in questions_of(assessment.instrument)]
    before, here = codes[:-IN_THE_BROWSER], codes[-IN_THE_BROWSER:]
    answers = {code: {"score": RED_FLAGS.get(code, 3), "evidence": "document"} for code in before}
    answer_questions(assessment, actor=scene.coach, answers=answers)
    coach.go(address("diagnosis:questions", scene, "M0"))
    coach.open(address("diagnosis:question", scene, "M0", here[0]))
    coach.page.wait_for_selector("#saved[data-sheet-ready]", state="attached")
    for code in here:
        coach.page.wait_for_selector(f'[data-question="{code}"][data-ready]')
        coach.look()
        coach.fill(score=3)
        coach.page.wait_for_selector('#saved[data-state="saved"]', state="attached")
        coach.page.locator('[form="answer"][value="next"]').click()
    coach.page.wait_for_url(f"**{address('diagnosis:questions', scene, 'M0')}")
    coach.look()


def validate_the_diagnosis(coach: Any, delegate: Any, scene: Scene) -> None:
    coach.send(address("diagnosis:submit", scene, "M0"))
    take_the_next_step(delegate, scene, address("diagnosis:review", scene, "M0"))
    delegate.send(address("diagnosis:validate", scene, "M0"))


# --- Plan ---


def draft_the_plan(coach: Any, scene: Scene) -> Plan:
    take_the_next_step(coach, scene, address("plans:plan", scene))
    coach.send(address("plans:draft", scene))
    return Plan.objects.get()


def agree_by_the_code(president: Any, scene: Scene, plan: Plan) -> None:
    message = OutboxMessage.objects.get(about=reference(plan))
    code = re.search(r"\b\d{6}\b", message.body)
    assert code is not None
    take_the_next_step(president, scene, address("plans:agree", scene))
    president.fill(code=code[0]).send()


def approve_the_plan(delegate: Any, scene: Scene) -> None:
    take_the_next_step(delegate, scene, address("plans:plan", scene))
    delegate.send(address("plans:approve", scene))


# --- Training ---


def plan_a_session(delegate: Any, scene: Scene, language: str) -> Session:
    cohort = scene.call.cohort.code
    needs = reverse("training:needs", args=[cohort])
    delegate.go(needs).open(reverse("training:plan", args=[cohort]) + "?module=F1")
    delegate.fill(provinces=TAROUDANNT, day_1=TRAINED[0], day_2=TRAINED[1], place=PLACE[language])
    delegate.fill(trainer=scene.trainer.pk, language=language, capacity=20).send()
    return Session.objects.get()


def invite_and_convene(delegate: Any, scene: Scene, session: Session) -> None:
    delegate.unfold().fill(enrolment=scene.enrolment.pk, seats=2)
    delegate.send(reverse("training:invite", args=[session.number]))
    delegate.send(reverse("training:convene", args=[session.number]))


def accept_and_name_who_comes(president: Any, session: Session, name: str) -> None:
    key = session.invitations.get().pk
    president.go(reverse("training:invitations")).open(reverse("training:invitation", args=[key]))
    president.fill(seats=1).press('main [name="answer"][value="accept"]')
    president.fill(name=name, function="president", sex="F", age_band="36-50", consents=True)
    president.send(reverse("training:name", args=[key]))


def keep_the_roster(trainer: Any, session: Session) -> None:
    trainer.go(reverse("training:sessions")).open(reverse("training:session", args=[session.number]))
    trainer.open(reverse("training:roster", args=[session.number]))
    trainer.fill(**{f"all-{each.pk}": "present" for each in session.half_days.all()}).send()
    trainer.go(reverse("training:session", args=[session.number]))
    trainer.send(reverse("training:hold", args=[session.number]))


def certify(delegate: Any, session: Session) -> Certificate:
    delegate.go(reverse("training:session", args=[session.number]))
    delegate.send(reverse("training:issue", args=[session.number]))
    return Certificate.objects.get()


# --- Verification ---


def printed_address(certificate: Certificate, language: str, folder: Path) -> str:
    """Where the certificate's own square of dots leads, as the paper also prints it."""
    file = getattr(certificate, f"file_{language}")
    text = re.sub(r"\s", "", text_of(file.read(), folder))
    path = reverse("training:verified", args=[certificate.number, certificate.code])
    assert path in text
    return path


def forged(path: str) -> str:
    """The same with another last character in the code, which may be typed in small letters too."""
    body = path.rstrip("/")
    return body[:-1] + ("A" if body[-1].upper() != "A" else "B") + "/"


def test_a_selected_cooperative_is_enrolled_diagnosed_planned_trained_and_certified(
    scene, phone_of, stand_at, language, tmp_path
):
    stand_at(M0)
    manager, delegate, coach = (phone_of(each) for each in (scene.manager, scene.delegate, scene.coach))
    president = phone_of(scene.president)
    enrol_the_selected(manager, scene)
    sign_the_agreement(delegate, scene)
    name_the_coach(delegate, scene)
    assert scene.enrolment.phase == "diagnosis"

    stand_at(DIAGNOSED)
    assessment = open_the_diagnosis(coach, scene)
    answer_the_questions(coach, scene, assessment)
    validate_the_diagnosis(coach, delegate, scene)
    assert scene.enrolment.phase == "plan"

    stand_at(PLANNED)
    plan = draft_the_plan(coach, scene)
    assert set(RED_FLAGS) <= {code for action in plan.actions.all() for code in action.questions}
    coach.send(address("plans:propose", scene))
    agree_by_the_code(president, scene, plan)
    approve_the_plan(delegate, scene)
    assert scene.enrolment.phase == "training"

    session = plan_a_session(delegate, scene, language)
    invite_and_convene(delegate, scene, session)
    accept_and_name_who_comes(president, session, PARTICIPANT[language])
    stand_at(TRAINED[1])
    keep_the_roster(phone_of(scene.trainer), session)
    certificate = certify(delegate, session)
    assert certificate.person == PARTICIPANT[language]

    path = printed_address(certificate, language, tmp_path)
    bank = phone_of(expects=("404",)).go(path)
    with override(language):
        assert bank.page.inner_text("h1") == gettext("Certificate valid")
        bank.go(forged(path), status=404)
        assert bank.page.inner_text("h1") == gettext("Not verified")
