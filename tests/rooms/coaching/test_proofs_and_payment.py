"""Confirmation, proofs, controls, and the statement that only takes what is proved."""

import re
from datetime import date
from decimal import Decimal

import pytest

from mourafaka.coaching import services
from mourafaka.coaching.models import Confirmation, Control, StatementLine
from mourafaka.coaching.queries.evidence import evidence_of, hints_in_words
from mourafaka.coaching.queries.statements import bill_of
from mourafaka.foundations import clock
from mourafaka.foundations.models import OutboxMessage
from mourafaka.foundations.refusals import Refused
from mourafaka.people.services import machine
from mourafaka.registry.models import CooperativeContact
from tests.factories.coaching import (
    SEEN,
    TAROUDANNT,
    ReportFactory,
    VisitFactory,
    attach,
    photo,
    validated_visit,
)
from tests.refusing import refused

pytestmark = pytest.mark.django_db

HELD = date(2021, 3, 8)
APRIL = date(2021, 4, 5)


@pytest.fixture
def visit(scene):
    """A visit reported and submitted, without any proof."""
    found = VisitFactory(
        enrolment=scene.enrolment, coach=scene.coach, number=5, planned_on=HELD, state="held"
    )
    ReportFactory(visit=found, state="submitted", submitted_on=HELD)
    return found


@pytest.fixture
def president(scene, users):
    user = users("cooperative", preferred_language="ar")
    CooperativeContact.objects.create(user=user, cooperative=scene.enrolment.cooperative)
    return user


def paid_scene(scene, *, proofs=2, number=5, day=HELD, late_days=0):
    visit = validated_visit(
        enrolment=scene.enrolment, coach=scene.coach, number=number, planned_on=day, late_days=late_days
    )
    if proofs:
        attach(visit.report)
    if proofs > 1:
        Confirmation.objects.create(visit=visit, took_place=True, rate=4)
    return visit


# --- Confirmation ---


def test_the_cooperative_is_written_to_in_its_language_and_the_message_waits(scene, visit, president):
    services.ask_confirmation(visit, actor=scene.coach)

    message = OutboxMessage.objects.get()
    assert (message.recipient, message.language, message.state) == (president.email, "ar", "held")


def test_neither_the_link_nor_the_code_is_kept(scene, visit, president):
    issued = services.ask_confirmation(visit, actor=scene.coach)

    kept = Confirmation.objects.get()
    assert issued.secret not in (kept.link_digest, kept.code_digest)


def test_a_visit_not_reported_is_not_confirmed(scene, president):
    planned = VisitFactory(enrolment=scene.enrolment, coach=scene.coach, number=6)

    assert refused(lambda: services.ask_confirmation(planned, actor=scene.coach)) == "confirm_before_held"


def test_nobody_to_ask_is_said(scene, visit):
    scene.enrolment.cooperative.phone = ""
    scene.enrolment.cooperative.save()

    assert refused(lambda: services.ask_confirmation(visit, actor=scene.coach)) == "nobody_to_ask"


def test_the_link_answers_once(scene, visit, president):
    link = services.ask_confirmation(visit, actor=scene.coach).secret
    services.confirm_visit(visit, actor=machine(), took_place=True, rate=5, secret=link)

    code = refused(lambda: services.confirm_visit(visit, actor=machine(), took_place=False, secret=link))

    assert (Confirmation.objects.get().rate, code) == (5, "already_answered")


def code_of(message):
    return re.search(r"\b(\d{6})\b", message.body).group(1)


def test_the_code_of_the_message_answers_too(scene, visit, president):
    services.ask_confirmation(visit, actor=scene.coach)
    code = code_of(OutboxMessage.objects.get())

    asked = services.confirmation_of(number=scene.enrolment.number, visit=5, code=code)

    assert asked.visit == visit


def test_five_wrong_codes_close_the_question(scene, visit, president):
    services.ask_confirmation(visit, actor=scene.coach)
    code = code_of(OutboxMessage.objects.get())
    wrong = "000000" if code != "000000" else "111111"
    said = [
        refused(lambda: services.confirmation_of(number=scene.enrolment.number, visit=5, code=wrong))
        for _ in range(5)
    ]

    opened = services.confirmation_of(number=scene.enrolment.number, visit=5, code=code)

    assert (set(said), opened) == ({"confirmation_secret_wrong"}, None)


def test_a_link_of_a_month_ago_is_spent(scene, visit, president):
    link = services.ask_confirmation(visit, actor=scene.coach).secret

    with clock.at(date(2021, 4, 10)):
        assert services.confirmation_of(link=link) is None


def test_the_machine_answers_for_nobody_without_a_secret(scene, visit, president):
    services.ask_confirmation(visit, actor=scene.coach)

    code = refused(lambda: services.confirm_visit(visit, actor=machine(), took_place=True, rate=5))

    assert code == "confirmation_spent"


def test_who_speaks_for_the_cooperative_answers_without_a_code(visit, president):
    said = services.confirm_visit(visit, actor=president, took_place=True, rate=4)

    assert (said.took_place, said.rate, said.answered_by) == (True, 4, president)


def test_the_coach_does_not_confirm_her_own_visit(scene, visit):
    code = refused(lambda: services.confirm_visit(visit, actor=scene.coach, took_place=True, rate=5))

    assert code == "not_allowed"


def test_a_yes_without_a_rate_is_asked_for_one(visit, president):
    assert refused(lambda: services.confirm_visit(visit, actor=president, took_place=True)) == "rate_missing"


def test_a_visit_that_did_not_take_place_goes_to_the_list_of_controls(visit, president):
    services.confirm_visit(visit, actor=president, took_place=False)

    assert Control.objects.get().origin == "disputed"


# --- Proofs and hints ---


def test_a_visit_without_proofs_goes_to_the_list_of_controls(scene, visit):
    services.validate_report(visit.report, actor=scene.delegate)

    assert [(control.visit, control.origin) for control in Control.objects.all()] == [(visit, "proofs")]


def test_where_the_contract_demands_the_signed_sheet_no_other_proof_stands_for_it(scene, visit, president):
    contract = scene.enrolment.contract
    contract.sheet_required = True
    contract.save()
    services.confirm_visit(visit, actor=president, took_place=True, rate=5)

    assert (
        refused(lambda: services.validate_report(visit.report, actor=scene.delegate))
        == "report_without_sheet"
    )

    attach(visit.report)
    assert services.validate_report(visit.report, actor=scene.delegate).state == "validated"


def test_a_signed_sheet_and_a_confirmation_are_enough(scene, visit, president):
    attach(visit.report)
    services.confirm_visit(visit, actor=president, took_place=True, rate=4)
    services.validate_report(visit.report, actor=scene.delegate)

    assert list(Control.objects.all()) == []


def test_a_dated_photo_and_a_sheet_are_enough(scene, visit):
    attach(visit.report)
    services.attach_file(visit.report, actor=scene.coach, kind="photo", file=photo(taken=HELD))

    assert evidence_of(visit).is_enough


def test_a_photo_of_another_day_proves_nothing(scene, visit):
    services.attach_file(visit.report, actor=scene.coach, kind="photo", file=photo(taken=date(2021, 3, 1)))

    assert evidence_of(visit).found == ()


def test_a_photo_used_twice_proves_nothing_and_is_hinted(scene, visit):
    earlier = validated_visit(enrolment=scene.enrolment, coach=scene.coach, number=4)
    used = photo(taken=HELD)
    content = used.read()
    import hashlib

    attach(earlier.report, "photo", b"first", taken_on=HELD)
    earlier.report.files.update(fingerprint=hashlib.sha256(content).hexdigest())
    used.seek(0)
    services.attach_file(visit.report, actor=scene.coach, kind="photo", file=used)

    from mourafaka.coaching.queries.evidence import hints_of

    assert (evidence_of(visit).found, [hint["code"] for hint in hints_of(visit.report)]) == (
        (),
        ["alike", "photo_again"],
    )


def test_a_place_given_near_the_cooperative_is_a_proof(visit):
    visit.report.latitude, visit.report.longitude = TAROUDANNT[0] + 0.01, TAROUDANNT[1]
    visit.report.save()

    assert evidence_of(visit).found == ("place",)


def test_a_place_far_from_the_cooperative_is_none(visit):
    visit.report.latitude, visit.report.longitude = 30.42, -9.60
    visit.report.save()

    assert evidence_of(visit).found == ()


def test_a_copied_report_is_hinted_with_its_reason(scene):
    earlier = VisitFactory(
        enrolment=scene.enrolment, coach=scene.coach, number=4, planned_on=date(2021, 1, 5)
    )
    ReportFactory(visit=earlier, state="validated", submitted_on=date(2021, 1, 6))
    later = VisitFactory(enrolment=scene.enrolment, coach=scene.coach, number=5, planned_on=HELD)
    report = services.open_report(later, actor=scene.coach)
    services.save_report(
        report,
        actor=scene.coach,
        fields={"held_on": HELD, "duration_hours": 3, "people_met": 4, "observations": SEEN},
    )
    sent = services.submit_report(report, actor=scene.coach)

    assert hints_in_words([sent])[sent.pk] == [
        f"Le texte est identique à 100 % à celui d’un compte rendu antérieur ({earlier})."
    ]


# --- Controls ---


def test_a_control_settles_the_visit(scene, visit):
    services.validate_report(visit.report, actor=scene.delegate)
    services.record_control(
        visit, actor=scene.delegate, means="phone", outcome="confirmed", note="La trésorière confirme."
    )

    control = Control.objects.get()
    assert (control.outcome, control.controlled_by, control.controlled_on) == (
        "confirmed", scene.delegate, date(2021, 3, 10),
    )  # fmt: skip


def test_a_control_says_what_was_found(scene, visit):
    services.validate_report(visit.report, actor=scene.delegate)

    code = refused(
        lambda: services.record_control(
            visit, actor=scene.delegate, means="phone", outcome="confirmed", note=""
        )
    )

    assert code == "control_note_missing"


def test_a_control_is_recorded_once(scene, visit):
    services.validate_report(visit.report, actor=scene.delegate)
    said = {"means": "phone", "outcome": "confirmed", "note": "Oui"}
    services.record_control(visit, actor=scene.delegate, **said)

    assert refused(lambda: services.record_control(visit, actor=scene.delegate, **said)) == "control_done"


def test_a_visit_nobody_asked_to_control_is_not(scene, visit):
    said = {"means": "phone", "outcome": "confirmed", "note": "Oui"}

    assert refused(lambda: services.record_control(visit, actor=scene.delegate, **said)) == "not_to_control"


def test_a_sample_is_drawn_once_the_month_is_over(scene):
    paid_scene(scene)
    contract = scene.enrolment.contract

    code = refused(lambda: services.draw_sample(contract, actor=scene.delegate, month=HELD))

    assert code == "month_not_over"


def test_a_sample_names_its_seed_its_population_and_who_is_drawn(scene):
    visit = paid_scene(scene)
    with clock.at(APRIL):
        draw = services.draw_sample(scene.enrolment.contract, actor=scene.delegate, month=HELD)

    assert (draw.seed, draw.population, draw.drawn, Control.objects.get().origin) == (
        "01/2020/L6/2021-03/1", [str(visit)], [str(visit)], "sample",
    )  # fmt: skip


def test_a_month_is_not_drawn_from_twice(scene):
    paid_scene(scene)
    with clock.at(APRIL):
        services.draw_sample(scene.enrolment.contract, actor=scene.delegate, month=HELD)

        code = refused(
            lambda: services.draw_sample(scene.enrolment.contract, actor=scene.delegate, month=HELD)
        )

    assert code == "nothing_to_sample"


# --- Statements ---


def why(scene):
    return [each.why for each in bill_of(scene.enrolment.contract, date(2021, 3, 31)).waiting]


def drawn_and_controlled(scene, outcome="confirmed"):
    draw = services.draw_sample(scene.enrolment.contract, actor=scene.delegate, month=HELD)
    for control in draw.controls.all():
        services.record_control(
            control.visit, actor=scene.delegate, means="phone", outcome=outcome, note="Appel à la présidente"
        )


def opened(scene):
    return services.open_statement(
        scene.enrolment.contract,
        actor=scene.manager,
        period_from=date(2021, 3, 1),
        period_to=date(2021, 3, 31),
    )


def test_a_visit_waits_for_its_validation_its_proofs_its_draw_and_its_control(scene):
    found = []
    with clock.at(APRIL):
        visit = paid_scene(scene, proofs=1)
        visit.state = "held"
        visit.save()
        found += why(scene)
        visit.state = "validated"
        visit.save()
        found += why(scene)
        Confirmation.objects.create(visit=visit, took_place=True, rate=4)
        found += why(scene)
        draw = services.draw_sample(scene.enrolment.contract, actor=scene.delegate, month=HELD)
        found += why(scene)
        services.record_control(
            draw.controls.get().visit, actor=scene.delegate, means="field", outcome="confirmed", note="Vu"
        )
        found += why(scene)

    assert found == ["not_validated", "proofs", "not_drawn", "sampled"]


def test_a_visit_the_control_does_not_confirm_is_not_paid(scene):
    with clock.at(APRIL):
        paid_scene(scene)
        drawn_and_controlled(scene, "not_confirmed")

        assert why(scene) == ["contradicted"]


def test_a_statement_pays_price_less_penalty_less_retention(scene):
    with clock.at(APRIL):
        paid_scene(scene, late_days=3)
        drawn_and_controlled(scene)
        statement = services.issue_statement(opened(scene), actor=scene.manager)

    assert (statement.price_mad, statement.penalty_mad, statement.retention_mad, statement.net_mad) == (
        Decimal("1500.00"), Decimal("45.00"), Decimal("101.85"), Decimal("1353.15"),
    )  # fmt: skip


def test_a_statement_waits_for_its_sample(scene):
    with clock.at(APRIL):
        paid_scene(scene)
        draft = opened(scene)

        assert refused(lambda: services.issue_statement(draft, actor=scene.manager)) == "sample_to_draw"


def test_an_empty_statement_is_not_issued(scene):
    draft = opened(scene)

    assert refused(lambda: services.issue_statement(draft, actor=scene.manager)) == "statement_empty"


def test_a_statement_that_is_not_issued_says_what_its_visits_wait_for(scene):
    with clock.at(APRIL):
        paid_scene(scene, proofs=0)
        draft = opened(scene)

        with pytest.raises(Refused) as refusal:
            services.issue_statement(draft, actor=scene.manager)

    assert refusal.value.facts["waiting"] == "1 en attente : moins de deux preuves : à contrôler."


def test_one_draft_at_a_time(scene):
    opened(scene)

    assert refused(lambda: opened(scene)) == "statement_draft_exists"


def test_who_validated_a_visit_does_not_order_its_payment(scene):
    with clock.at(APRIL):
        visit = paid_scene(scene)
        visit.report.validated_by = scene.manager
        visit.report.save()
        drawn_and_controlled(scene)
        draft = opened(scene)

        assert refused(lambda: services.issue_statement(draft, actor=scene.manager)) == "not_allowed"


def test_a_visit_is_billed_once(scene):
    with clock.at(APRIL):
        paid_scene(scene)
        drawn_and_controlled(scene)
        services.issue_statement(opened(scene), actor=scene.manager)
        again = opened(scene)

        assert refused(lambda: services.issue_statement(again, actor=scene.manager)) == "statement_empty"


def test_the_lines_of_a_statement_never_change(scene):
    from django.db import DatabaseError, transaction

    with clock.at(APRIL):
        paid_scene(scene)
        drawn_and_controlled(scene)
        services.issue_statement(opened(scene), actor=scene.manager)

    with pytest.raises(DatabaseError), transaction.atomic():
        StatementLine.objects.update(net_mad=0)


def test_the_paper_of_a_statement_says_what_is_to_be_paid(scene, tmp_path):
    from tests.pdf import text_of

    with clock.at(APRIL):
        paid_scene(scene)
        drawn_and_controlled(scene)
        statement = services.issue_statement(opened(scene), actor=scene.manager)

    assert "1 395,00" in text_of(statement.file.read(), tmp_path).replace("\u202f", " ").replace("\xa0", " ")


def test_an_issued_statement_is_sent_once(scene):
    with clock.at(APRIL):
        paid_scene(scene)
        drawn_and_controlled(scene)
        statement = services.issue_statement(opened(scene), actor=scene.manager)
        sent = services.send_statement(statement, actor=scene.manager)

        assert (sent.state, refused(lambda: services.send_statement(sent, actor=scene.manager))) == (
            "sent",
            "statement_not_issued",
        )
