"""A report is kept, submitted, validated or returned; the plan and the recommendations follow once."""

from datetime import date
from decimal import Decimal

import pytest

from mourafaka.coaching import services
from mourafaka.coaching.models import Recommendation, VisitReport
from mourafaka.foundations import clock
from mourafaka.plans.models import ActionProgress
from tests.factories.coaching import SEEN, ReportFactory, VisitFactory, attach, in_charge, photo
from tests.factories.enrolment import CoachFactory
from tests.factories.plans import PlanActionFactory, PlanFactory, diagnosed
from tests.refusing import refused

pytestmark = pytest.mark.django_db

HELD = date(2021, 3, 8)
WHOLE = {
    "held_on": HELD,
    "duration_hours": "3,5",
    "people_met": "8",
    "women_met": "6",
    "observations": SEEN,
}


@pytest.fixture
def visit(scene):
    return VisitFactory(enrolment=scene.enrolment, coach=scene.coach, number=5, planned_on=HELD)


@pytest.fixture
def report(scene, visit):
    return services.open_report(visit, actor=scene.coach)


@pytest.fixture
def action(scene):
    assessment = diagnosed(enrolment=scene.enrolment)
    plan = PlanFactory(assessment=assessment, state="approved", actions=[])
    return PlanActionFactory(plan=plan)


def whole(scene, report, **more):
    fields = {**WHOLE, **more.pop("fields", {})}
    return services.save_report(report, actor=scene.coach, fields=fields, **more)


def submitted(scene, report, **more):
    return services.submit_report(whole(scene, report, **more), actor=scene.coach)


def test_opening_a_report_twice_gives_the_same(scene, visit, report):
    assert services.open_report(visit, actor=scene.coach) == report


def test_a_draft_keeps_what_is_said_and_leaves_the_rest(scene, report):
    services.save_report(report, actor=scene.coach, fields={"observations": "Début"})

    kept = services.save_report(report, actor=scene.coach, fields={"duration_hours": "2,25"})

    assert (kept.observations, kept.duration_hours, kept.state) == ("Début", Decimal("2.25"), "draft")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"held_on": "hier"}, "value_not_understood"),
        ({"people_met": "-3"}, "value_not_understood"),
        ({"people_met": "2.5"}, "value_not_understood"),
        ({"people_met": "4", "women_met": "5"}, "women_above_people"),
        ({"duration_hours": "30"}, "duration_odd"),
        ({"duration_hours": "NaN"}, "value_not_understood"),
        ({"latitude": "30.4"}, "place_half_given"),
        ({"latitude": "48.8", "longitude": "2.3"}, "place_abroad"),
        ({"themes": ["UNKNOWN"]}, "theme_unknown"),
        ({"mode": "telepathy"}, "mode_unknown"),
        ({"price": "1"}, "value_not_understood"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_name(scene, report, fields, code):
    assert refused(lambda: services.save_report(report, actor=scene.coach, fields=fields)) == code


def test_themes_are_dimensions_of_the_diagnosis_in_their_order(scene, report):
    kept = services.save_report(report, actor=scene.coach, fields={"themes": ["MAR", "GOV"]})

    assert kept.themes == ["GOV", "MAR"]


def test_two_coaches_on_one_report_overwrite_nothing(scene, report):
    other = in_charge_too(scene)
    services.save_report(report, actor=scene.coach, fields={"observations": "La première"}, version=1)

    code = refused(
        lambda: services.save_report(report, actor=other, fields={"observations": "La seconde"}, version=1)
    )

    assert (code, VisitReport.objects.get().observations) == ("changed_meanwhile", "La première")


def in_charge_too(scene):
    other = CoachFactory()
    scene.enrolment.assignments.update(ends_on=date(2021, 3, 10))
    in_charge(scene.enrolment, other, date(2021, 3, 10))
    return other


def test_submitting_holds_the_visit(scene, visit, report):
    done = submitted(scene, report)

    visit.refresh_from_db()
    assert (done.state, done.submitted_on, visit.state) == ("submitted", date(2021, 3, 10), "held")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"held_on": ""}, "report_day_missing"),
        ({"held_on": "2021-03-11"}, "visit_held_in_the_future"),
        ({"held_on": "2020-06-30"}, "visit_before_service"),
        ({"observations": ""}, "report_lacks"),
        ({"next_visit_on": "2021-03-01"}, "next_visit_before"),
    ],
)
def test_what_cannot_be_submitted_is_said_and_the_draft_kept(scene, report, fields, code):
    whole(scene, report, fields=fields)

    found = refused(lambda: services.submit_report(report, actor=scene.coach))

    report.refresh_from_db()
    assert (found, report.state, report.people_met) == (code, "draft", 8)


def test_a_coach_not_in_charge_that_day_submits_nothing(scene, report):
    scene.enrolment.assignments.update(starts_on=date(2021, 3, 9))
    whole(scene, report)

    assert refused(lambda: services.submit_report(report, actor=scene.coach)) == "coach_not_in_charge"


def test_a_coach_who_left_still_reports_what_she_held(scene, report):
    scene.enrolment.assignments.update(ends_on=date(2021, 3, 8))

    assert submitted(scene, report).state == "submitted"


def test_a_fourth_remote_visit_is_refused(scene, report):
    for number in (1, 2, 3):
        held = VisitFactory(enrolment=scene.enrolment, coach=scene.coach, number=number, state="validated")
        ReportFactory(visit=held, mode="remote", state="validated", submitted_on=HELD)
    whole(scene, report, fields={"mode": "remote"})

    assert refused(lambda: services.submit_report(report, actor=scene.coach)) == "too_many_remote"


def test_a_late_report_is_taken_and_its_delay_counted(scene, report):
    whole(scene, report)
    with clock.at(date(2021, 3, 21)):
        late = services.submit_report(report, actor=scene.coach)

    assert late.late_days == 3


def test_a_report_returned_and_sent_again_keeps_its_first_day(scene, report):
    sent = submitted(scene, report)
    services.return_report(sent, actor=scene.delegate, reason="Préciser les quantités")
    with clock.at(date(2021, 4, 30)):
        again = services.submit_report(report, actor=scene.coach)

    assert (again.state, again.submitted_on, again.late_days) == ("submitted", date(2021, 3, 10), 0)


def test_returning_says_why(scene, report):
    sent = submitted(scene, report)

    code = refused(lambda: services.return_report(sent, actor=scene.delegate, reason=""))

    assert code == "report_return_without_reason"


def test_a_submitted_report_no_longer_changes(scene, report):
    submitted(scene, report)

    assert refused(lambda: whole(scene, report)) == "report_not_open"


def test_the_plan_learns_the_progress_at_submission(scene, report, action):
    submitted(scene, report, actions=[{"action": action.pk, "after": "40", "note": "Fiche faite"}])

    action.refresh_from_db()
    said = ActionProgress.objects.get()
    assert (action.progress, action.state, said.before, said.after, said.on) == (
        40, "in_progress", 0, 40, HELD,
    )  # fmt: skip


def test_a_returned_report_tells_the_plan_once(scene, report, action):
    sent = submitted(scene, report, actions=[{"action": action.pk, "after": "40"}])
    services.return_report(sent, actor=scene.delegate, reason="Photo floue")
    services.submit_report(report, actor=scene.coach)

    assert ActionProgress.objects.count() == 1


def test_a_corrected_progress_is_told_again(scene, report, action):
    sent = submitted(scene, report, actions=[{"action": action.pk, "after": "40"}])
    services.return_report(sent, actor=scene.delegate, reason="40 % ?")
    submitted(scene, report, actions=[{"action": action.pk, "after": "30"}])

    assert [each.after for each in ActionProgress.objects.order_by("pk")] == [40, 30]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({"action": 0, "after": 10}, "action_not_of_this_plan"),
        ({"after": 140}, "progress_not_a_share"),
        ({"after": 10, "state": "finished"}, "action_state_unknown"),
    ],
)
def test_a_line_about_an_action_that_cannot_be_is_refused(scene, report, action, line, code):
    said = {"action": action.pk, **line}

    found = refused(lambda: services.save_report(report, actor=scene.coach, fields={}, actions=[said]))

    assert found == code


def recommended(scene, report, text="Afficher les prix", **more):
    return submitted(scene, report, recommendations=[{"text": text, "due_on": "2021-04-15"}], **more)


def test_a_recommendation_is_open_once_its_report_is_submitted(scene, report):
    whole(scene, report, recommendations=[{"text": "Afficher les prix"}])
    before = list(Recommendation.objects.open())
    services.submit_report(report, actor=scene.coach)

    assert (before, [each.text for each in Recommendation.objects.open()]) == ([], ["Afficher les prix"])


def test_a_recommendation_is_closed_by_a_later_visit(scene, report):
    recommended(scene, report)
    advice = Recommendation.objects.get()
    with clock.at(date(2021, 5, 12)):
        later = VisitFactory(enrolment=scene.enrolment, coach=scene.coach, number=6)
        second = services.open_report(later, actor=scene.coach)
        whole(
            scene,
            second,
            fields={"held_on": date(2021, 5, 11)},
            followed=[{"recommendation": advice.pk, "state": "done"}],
        )
        before = Recommendation.objects.get().state
        services.submit_report(second, actor=scene.coach)

    closed = Recommendation.objects.get()
    assert (before, closed.state, closed.closed_in, closed.closed_on) == (
        "open", "done", second, date(2021, 5, 11),
    )  # fmt: skip


def test_dropping_a_recommendation_says_why(scene, report):
    recommended(scene, report)
    advice = Recommendation.objects.get()

    code = refused(lambda: services.follow_recommendation(advice, actor=scene.coach, state="dropped"))

    assert code == "drop_without_reason"


def test_a_recommendation_due_before_its_visit_is_refused(scene, report):
    line = {"text": "Afficher les prix", "due_on": "2021-03-01"}

    code = refused(lambda: whole(scene, report, recommendations=[line]))

    assert code == "recommendation_due_before"


def test_the_author_does_not_validate(scene, users, report):
    from mourafaka.people.models import Mandate

    sent = submitted(scene, report)
    Mandate.objects.create(user=scene.coach, role="delegate", territory_code="09")
    del scene.coach._mandates_today

    assert refused(lambda: services.validate_report(sent, actor=scene.coach)) == "not_allowed"


def test_the_first_validated_visit_begins_the_coaching(scene, report):
    sent = submitted(scene, report)

    services.validate_report(sent, actor=scene.delegate)

    scene.enrolment.refresh_from_db()
    assert scene.enrolment.phase == "coaching"


def test_a_validated_report_is_not_returned(scene, report):
    sent = submitted(scene, report)
    services.validate_report(sent, actor=scene.delegate)

    code = refused(lambda: services.return_report(sent, actor=scene.delegate, reason="Trop tard"))

    assert code == "report_to_review_only"


def test_a_delegate_of_elsewhere_validates_nothing(scene, users, report):
    sent = submitted(scene, report)

    code = refused(lambda: services.validate_report(sent, actor=users("delegate", "08")))

    assert code == "not_allowed"


def test_a_cancelled_visit_has_no_report(scene, visit):
    services.cancel_visit(visit, actor=scene.coach, reason="Neige")

    assert refused(lambda: services.open_report(visit, actor=scene.coach)) == "visit_cancelled_for_report"


def test_a_photo_is_dated_by_its_camera(scene, report):
    kept = services.attach_file(
        report, actor=scene.coach, kind="photo", file=photo(taken=HELD), taken_on=date(2021, 3, 1)
    )

    assert (kept.taken_on, kept.file.content_type) == (HELD, "image/jpeg")


def test_a_text_is_not_a_photo(scene, report):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("photo.jpg", b"not an image", "image/jpeg")

    code = refused(lambda: services.attach_file(report, actor=scene.coach, kind="photo", file=file))

    assert code == "upload_not_taken"


def test_a_photo_of_tomorrow_is_refused(scene, report):
    file = photo(taken=date(2021, 3, 11))

    code = refused(lambda: services.attach_file(report, actor=scene.coach, kind="photo", file=file))

    assert code == "file_after_visit"


def test_an_attachment_is_taken_off_while_the_report_is_written(scene, report):
    attached = attach(report)

    services.remove_file(report, actor=scene.coach, attached=attached)

    assert list(report.files.kept()) == []
