"""The pages of a plan, as each person meets them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations import clock
from mourafaka.foundations.models import OutboxMessage
from mourafaka.plans.models import ActionLibrary, ActionProgress, Plan, PlanRules
from mourafaka.plans.plugs import alerts_of, next_step
from mourafaka.plans.queries import late_actions_of, library_in_force, to_agree_of, to_approve_of
from mourafaka.plans.services import propose_plan, revise_plan
from mourafaka.registry.models import CooperativeContact
from tests.factories.files import pdf
from tests.factories.plans import PlanActionFactory, PlanFactory, diagnosed
from tests.pdf import text_of

pytestmark = pytest.mark.django_db
PDF = pdf("proces-verbal")


def page(client: Client, plan: Plan, rest: str = "", **headers: str) -> Any:
    return client.get(f"/plans/{plan.enrolment.number}/{rest}", headers=headers)


def post(client: Client, plan: Plan, rest: str, **data: Any) -> Any:
    return client.post(f"/plans/{plan.enrolment.number}/{rest}", data)


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def state(plan: Plan) -> str:
    return Plan.objects.get(pk=plan.pk).state


def test_one_press_drafts_the_plan(client_as: Callable[..., Client]) -> None:
    assessment = diagnosed()
    number = assessment.enrolment.number
    client = client_as(assessment.assessor)

    client.post(f"/plans/{number}/draft/")

    assert Plan.objects.get(enrolment=assessment.enrolment).state == "draft"
    assert "FIN1" in text(client.get(f"/plans/{number}/"))


def test_the_page_says_what_keeps_the_plan_from_being_proposed(
    plan: Plan, coach: Any, client_as: Callable[..., Client]
) -> None:
    plan.actions.filter(code="A1").delete()

    shown = text(page(client_as(coach), plan))

    assert "Points critiques notés 0 ou 1 sans action : FIN1." in shown


def test_the_arabic_page_reads_from_right_to_left(
    plan: Plan, coach: Any, client_as: Callable[..., Client]
) -> None:
    client = client_as(coach)
    client.cookies["django_language"] = "ar"

    shown = text(page(client, plan))

    assert 'dir="rtl"' in shown
    assert "مسك محاسبة مبسطة" in shown


def test_a_cooperative_does_not_see_a_draft(
    plan: Plan, president: Any, client_as: Callable[..., Client]
) -> None:
    assert "Tenir une comptabilité" not in text(page(client_as(president), plan))


def test_a_cooperative_reads_its_plan_and_agrees_with_its_code(
    plan: Plan, coach: Any, president: Any, client_as: Callable[..., Client]
) -> None:
    propose_plan(plan, actor=coach)
    code = re.findall(r"\b\d{6}\b", OutboxMessage.objects.get(about=f"plans.plan:{plan.pk}").body)[-1]
    client = client_as(president)

    assert "Tenir une comptabilité" in text(page(client, plan, "agree/"))
    post(client, plan, "agree/", code=code)

    assert state(plan) == "agreed"


def test_a_wrong_code_says_how_many_tries_are_left(
    plan: Plan, coach: Any, president: Any, client_as: Callable[..., Client]
) -> None:
    propose_plan(plan, actor=coach)

    answer = post(client_as(president), plan, "agree/", code="abc")

    assert (answer.status_code, state(plan)) == (422, "proposed")
    assert "Essais restants : 4." in text(answer)


def test_minutes_are_handed_over(plan: Plan, coach: Any, client_as: Callable[..., Client]) -> None:
    propose_plan(plan, actor=coach)
    file = SimpleUploadedFile("pv.pdf", PDF, "application/pdf")
    client = client_as(coach)

    post(client, plan, "agree/minutes/", how="bureau", held_on=clock.today().isoformat(), file=file)

    assert state(plan) == "agreed"
    assert page(client, plan, "revisions/1/minutes/").content[:5] == PDF[:5]


def test_the_delegate_approves_in_one_press(delegate: Any, client_as: Callable[..., Client]) -> None:
    plan = PlanFactory(state="agreed")

    post(client_as(delegate), plan, "approve/")

    assert state(plan) == "approved"


def test_a_returned_plan_shows_its_reason(plan: Plan, coach: Any, delegate: Any, client_as: Any) -> None:
    propose_plan(plan, actor=coach)
    post(client_as(delegate), plan, "return/", reason="Coût du local à justifier")

    assert "Coût du local à justifier" in text(page(client_as(coach), plan))


def test_an_action_is_changed_through_its_form(plan: Plan, coach: Any, client_as: Any) -> None:
    client = client_as(coach)
    form = page(client, plan, "actions/A1/").context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}

    answer = post(client, plan, "actions/A1/", **{**data, "owner": "Fatima, trésorière"})

    assert (answer.status_code, plan.actions.get(code="A1").owner) == (302, "Fatima, trésorière")


def test_months_that_cannot_be_stand_beside_their_field(plan: Plan, coach: Any, client_as: Any) -> None:
    client = client_as(coach)
    form = page(client, plan, "actions/A1/").context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}

    answer = post(client, plan, "actions/A1/", **{**data, "starts_month": 9, "due_month": 3})

    assert (answer.status_code, plan.actions.get(code="A1").starts_month) == (422, 3)


def test_the_library_offers_what_this_diagnosis_asks_for(plan: Plan, coach: Any, client_as: Any) -> None:
    client = client_as(coach)

    offered = [choice.template.code for choice in page(client, plan, "actions/library/").context["choices"]]
    post(client, plan, "actions/library/", template="GOV-STAT")

    assert offered[:3] == ["FIN-COMPTA", "FIN-ORDRE", "MAR-CLIENT"]
    assert plan.actions.filter(template="GOV-STAT").exists()


def test_an_action_of_ones_own_is_added(plan: Plan, coach: Any, client_as: Any) -> None:
    data = {
        "title_fr": "Ouvrir un point de vente",
        "axis": "marketing",
        "questions": ["MAR1"],
        "starts_month": 2,
        "due_month": 5,
        "priority": 2,
        "owner": "Bureau",
        **{f"{source}_mad": 0 for source in ("own_cash", "own_kind", "programme", "other")},
    }

    post(client_as(coach), plan, "actions/new/", **data)

    assert plan.actions.get(code="A3").title_fr == "Ouvrir un point de vente"


def test_progress_is_recorded_from_its_page(coach: Any, client_as: Any, plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(state="approved")
    client = client_as(coach)

    post(client, plan, "actions/A1/progress/", on="2021-03-01", state="in_progress", progress=40)

    assert "0 → 40 %" in text(page(client, plan, "progress/"))


def test_the_evidence_of_an_action_done_is_kept_and_read_again(
    coach: Any, client_as: Any, plan: Plan
) -> None:
    Plan.objects.filter(pk=plan.pk).update(state="approved")
    client, file = client_as(coach), SimpleUploadedFile("journal.pdf", PDF, "application/pdf")
    post(client, plan, "actions/A1/progress/", on="2021-03-01", state="done", progress=100, file=file)

    told = ActionProgress.objects.get()
    address = reverse("plans:evidence", args=[plan.enrolment.number, told.pk])

    assert told.file is not None
    assert address in page(client, plan, "progress/").content.decode()
    assert b"".join(client.get(address)) == told.file.read()


def test_done_without_evidence_is_said_beside_the_field(coach: Any, client_as: Any, plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(state="approved")

    answer = post(client_as(coach), plan, "actions/A1/progress/", on="2021-03-01", state="done", progress=100)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["evidence"]


def test_a_revision_shows_what_it_changes(plan: Plan, coach: Any, client_as: Any) -> None:
    Plan.objects.filter(pk=plan.pk).update(state="approved")
    revision = revise_plan(plan, actor=coach, reason="Sécheresse")
    revision.actions.filter(code="A1").update(due_month=10)

    lines = page(client_as(coach), plan, "revisions/").context["lines"]

    assert [(d.code, d.before, d.after) for d in lines[0].differences] == [("A1", "8", "10")]


def test_a_plan_with_two_revisions_shows_the_history_of_both(plan: Plan, coach: Any, client_as: Any) -> None:
    old = PlanActionFactory(
        plan=PlanFactory(state="superseded", assessment=plan.assessment, revision=2, actions=[])
    )
    old.progresses.create(
        on=date(2021, 1, 1), before=0, after=25, state_before="planned", state="in_progress", by=coach
    )
    Plan.objects.filter(pk=plan.pk).update(state="approved", revision=3)
    plan.actions.filter(code="A1").update(continues=old)

    assert "0 → 25 %" in text(page(client_as(coach), plan, "progress/"))


@pytest.mark.parametrize(("language", "title"), [("fr", "Plan de développement"), ("ar", "A1")])
def test_the_plan_prints_with_its_boxes_to_sign(
    language: str, title: str, plan: Plan, coach: Any, client_as: Any, tmp_path: Path
) -> None:
    answer = page(client_as(coach), plan, f"revisions/1/plan-{language}.pdf")

    assert answer.content.startswith(b"%PDF")
    assert title in text_of(answer.content, tmp_path)


# --- Lists ---


def test_each_one_finds_what_awaits_them(plan: Plan, coach: Any, president: Any, delegate: Any) -> None:
    propose_plan(plan, actor=coach)
    awaiting = [list(to_agree_of(user)) for user in (president, delegate)]
    Plan.objects.filter(pk=plan.pk).update(state="agreed")

    assert awaiting == [[plan], []]
    assert list(to_approve_of(delegate)) == [plan]


def test_a_list_costs_the_same_at_five_and_at_fifty(
    users: Any, client_as: Any, django_assert_max_num_queries: Any
) -> None:
    for _number in range(5):
        PlanFactory(state="approved")
    client = client_as(users("manager"))
    client.get("/plans/")

    with django_assert_max_num_queries(25):
        client.get("/plans/")
    with django_assert_max_num_queries(20):
        client.get("/plans/late/")


def test_late_actions_of_a_suspended_service_call_for_nobody(plan: Plan, coach: Any) -> None:
    Plan.objects.filter(pk=plan.pk).update(state="approved")
    late = [action.code for action in late_actions_of(coach, date(2021, 3, 1))]
    Enrolment.objects.filter(pk=plan.enrolment_id).update(suspended_on=date(2021, 2, 1))

    assert (late, list(late_actions_of(coach, date(2021, 3, 1)))) == (["A1", "A2"], [])


def test_no_plan_sixty_days_after_the_diagnosis_raises_an_alert(db: None) -> None:
    assessment = diagnosed()  # held on 20 July 2020
    found = Enrolment.objects.filter(pk=assessment.enrolment_id)

    raised = [len(alerts_of(found, day)) for day in (date(2020, 9, 17), date(2020, 9, 18))]

    assert raised == [0, 1]


def test_late_actions_raise_one_alert_that_names_them(plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(state="approved", approved_at=clock.now())

    (alert,) = alerts_of(Enrolment.objects.all(), date(2021, 3, 1))

    assert (alert.code, alert.since, str(alert.sentence)) == (
        "late_action",
        date(2021, 3, 1),
        "Actions en retard du plan : A1, A2.",
    )


def test_the_next_step_follows_whose_turn_it_is(
    plan: Plan, coach: Any, president: Any, delegate: Any
) -> None:
    turns = []
    for name in ("draft", "proposed", "agreed", "approved"):
        Plan.objects.filter(pk=plan.pk).update(state=name)
        turns.append([bool(next_step(plan.enrolment, user)) for user in (coach, president, delegate)])

    assert turns == [
        [True, False, True],
        [True, True, False],
        [False, False, True],
        [False, False, False],
    ]


# --- The library and the rules ---


def exported(client: Client) -> bytes:
    return client.get("/plans/library/actions.xlsx").content


def publish(client: Client, content: bytes) -> Any:
    file = SimpleUploadedFile("actions.xlsx", content)
    return client.post("/plans/library/publish/", {"file": file, "note": "Coûts revus"})


def changed(content: bytes, row: int, header: str, value: Any) -> bytes:
    book = load_workbook(BytesIO(content))
    sheet = book.active
    column = [cell.value for cell in sheet[1]].index(header) + 1
    sheet.cell(row, column).value = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_library_goes_out_and_comes_back_the_same(users: Any, client_as: Any) -> None:
    client = client_as(users("manager"))
    before = library_in_force()

    publish(client, exported(client))

    after = library_in_force()
    assert (after.version, after.templates) == (2, before.templates)


def test_a_changed_cost_is_in_the_next_version(users: Any, client_as: Any) -> None:
    client = client_as(users("manager"))

    publish(client, changed(exported(client), 2, "cout_programme", 1750))

    assert library_in_force().templates[0].costs_mad["programme"] == 1750


@pytest.mark.parametrize(
    ("header", "value", "sentence"),
    [
        ("mois", "abc", "ligne 2, colonne mois : « abc » n’est pas un nombre"),
        ("mois", 30, "GOV-AGO: la durée va de 1 à 24 mois."),
        ("questions", "GOV9", "GOV-AGO: « GOV9 » n’est pas une question du diagnostic."),
        ("axe", "sport", "GOV-AGO: « sport » n’est pas un des quatre axes."),
        ("titre_ar", None, "doit être dit en français et en arabe."),
        ("code", "GOV-VIE", "GOV-VIE figure deux fois."),
    ],
)
def test_a_row_that_does_not_hold_is_named_and_nothing_is_published(
    users: Any, client_as: Any, header: str, value: Any, sentence: str
) -> None:
    client = client_as(users("manager"))

    answer = publish(client, changed(exported(client), 2, header, value))

    assert (answer.status_code, ActionLibrary.objects.count()) == (422, 0)
    assert sentence in text(answer)


def test_a_file_that_is_no_table_is_refused_in_a_sentence(users: Any, client_as: Any) -> None:
    answer = publish(client_as(users("manager")), b"\x00\x01\x02")

    assert answer.status_code == 422


def test_a_manager_sets_the_ceiling_of_a_cohort(users: Any, client_as: Any) -> None:
    cohort = diagnosed().enrolment.cohort

    client_as(users("manager")).post(
        f"/plans/rules/{cohort.code}/",
        {"max_actions": 10, "at_once": 3, "programme_ceiling_mad": "42500"},
    )

    found = PlanRules.objects.get()
    assert (found.max_actions, found.at_once, found.programme_ceiling_mad) == (10, 3, 42500)


def test_what_is_visible_is_what_the_rule_allows(plan: Plan, coach: Any, president: Any, users: Any) -> None:
    import rules

    people = [coach, president, users("delegate", "08"), users("manager"), users("trainer"), users("finance")]
    other = users("cooperative")
    CooperativeContact.objects.create(user=other, cooperative=plan.enrolment.cooperative)
    for name in ("draft", "proposed", "approved"):
        Plan.objects.filter(pk=plan.pk).update(state=name)
        now = Plan.objects.get(pk=plan.pk)
        for person in [*people, other]:
            seen = Plan.objects.visible_to(person).filter(pk=plan.pk).exists()
            assert seen == rules.has_perm("plans.view_plan", person, now)
