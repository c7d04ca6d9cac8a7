"""From the five questions to the receipt."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine

from mourafaka.applying.models import Draft, Receipt
from mourafaka.applying.queries import drafts as queries
from mourafaka.applying.services import expire_drafts, open_draft, save_answers, submit_draft, warn_of_expiry
from mourafaka.calls.models import Application
from mourafaka.foundations import clock
from mourafaka.foundations.refusals import Refused
from mourafaka.people.services import machine
from mourafaka.registry.models import Cooperative
from tests.factories.applying import TYPED, call_of_today, whole_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def president(users, territory):
    return users("cooperative")


def lodge(draft, actor):
    return submit_draft(draft, actor=actor, submit_key=draft.submit_key)


def test_a_complete_draft_becomes_a_cooperative_its_members_and_an_application(president):
    draft = whole_draft(president)

    receipt = lodge(draft, president)

    application = Application.objects.get(number=receipt.number)
    cooperative = application.cooperative
    assert (application.state, cooperative.ice, cooperative.phone, application.member_stat.members_total) == (
        "submitted",
        "001561191000066",
        "+212612345678",
        12,
    )
    assert application.turnover_last_year_mad == Decimal("1234.50")


def test_the_same_draft_sent_twice_gives_one_application_and_one_receipt(president):
    draft = whole_draft(president)

    first, second = lodge(draft, president), lodge(draft, president)

    assert (first, Receipt.objects.count(), Application.objects.count()) == (second, 1, 1)


def test_who_lodged_an_application_sees_it_and_nobody_else_does(president, users):
    receipt = lodge(whole_draft(president), president)

    seen = [Application.objects.visible_to(user).count() for user in (president, users("cooperative"))]

    assert (receipt.number, seen) == ("T9-09-0001", [1, 0])


def test_what_cannot_be_understood_is_kept_as_it_was_typed(president):
    draft = whole_draft(president)

    draft = save_answers(
        draft,
        actor=president,
        section="members",
        typed={"members_total": "une douzaine"},
        version=draft.version,
    )

    states = {each.section.code: each.state for each in queries.progress(draft)}
    assert (draft.typed["members_total"], "members_total" in draft.answers, states["members"]) == (
        "une douzaine",
        False,
        "due",
    )


def test_an_incomplete_draft_is_refused_and_kept(president):
    draft = open_draft(call_of_today(), actor=president)

    with pytest.raises(Refused) as refused:
        lodge(draft, president)

    assert (refused.value.code, Draft.objects.get().state, Cooperative.objects.count()) == (
        "draft_incomplete",
        "open",
        0,
    )


def test_one_second_after_the_closing_the_draft_is_refused_and_kept(president):
    draft = whole_draft(president)
    call = draft.call
    call.closes_at = clock.now() - timedelta(seconds=1)
    call.save()

    with pytest.raises(Refused) as refused:
        lodge(Draft.objects.get(), president)

    assert (refused.value.code, Draft.objects.get().state) == ("draft_past_deadline", "open")


def test_what_came_in_the_last_second_and_waited_for_its_turn_is_in_time(president):
    draft = whole_draft(president)
    draft.call.closes_at = clock.now().replace(microsecond=0) + timedelta(hours=1)
    draft.call.save()

    with (
        time_machine.travel(draft.call.closes_at + timedelta(seconds=0.9), tick=False),
        clock.answering(),
        time_machine.travel(draft.call.closes_at + timedelta(seconds=9), tick=False),
    ):
        receipt = lodge(Draft.objects.get(), president)

    assert receipt.submitted_at == draft.call.closes_at


def test_a_cooperative_does_not_lodge_twice_in_one_call(president, users):
    lodge(whole_draft(president), president)
    other = users("cooperative")
    draft = whole_draft(other, call=Draft.objects.get().call)

    with pytest.raises(Refused) as refused:
        lodge(draft, other)

    assert refused.value.code == "already_applied"


def test_a_key_of_another_form_lodges_nothing(president):
    draft = whole_draft(president)

    with pytest.raises(Refused) as refused:
        submit_draft(draft, actor=president, submit_key=uuid4())

    assert (refused.value.code, Application.objects.count()) == ("draft_not_open", 0)


def test_nobody_else_sees_a_draft(president, users):
    whole_draft(president)

    seen = [
        Draft.objects.visible_to(user).count()
        for user in (president, users("cooperative"), users("manager"), users("admin"))
    ]

    assert seen == [1, 0, 0, 0]


def test_a_draft_nobody_saves_is_warned_of_then_erased(president):
    draft = whole_draft(president)
    installation = machine()

    Draft.objects.update(expires_at=clock.now() + timedelta(days=6))
    warned = [warn_of_expiry(None, actor=installation), warn_of_expiry(None, actor=installation)]
    Draft.objects.update(expires_at=clock.now())
    ended = expire_drafts(None, actor=installation)

    draft.refresh_from_db()
    assert (warned, ended, draft.state, draft.typed) == ([1, 0], 1, "expired", {})


def test_five_questions_are_answered_by_the_rules_of_the_call(client, territory):
    call = call_of_today()
    answers = {
        "registered_on": "27/04/2010",
        "members_total": "12",
        "province": "09.541",
        "sector": "agriculture",
        "earlier": "no",
    }

    page = client.get(f"/apply/{call.code}/check/", answers)

    verdicts = [verdict.passed for verdict in page.context["check"].verdicts]
    assert verdicts == [False, True, True, True, True]


def test_a_wrong_page_says_so_beside_the_field_and_keeps_the_text(president, client_as):
    draft = open_draft(call_of_today(), actor=president)
    client = client_as(president)

    page = client.post(f"/apply/drafts/{draft.code}/members/1/", {"members_total": "douze", "version": 1})

    body = page.content.decode()
    assert (page.status_code, 'value="douze"' in body, 'id="id_members_total_error"' in body) == (
        422,
        True,
        True,
    )


def test_the_receipt_is_a_pdf_that_does_not_change(president, client_as):
    receipt = lodge(whole_draft(president), president)
    client = client_as(president)

    first, second = (
        client.get(f"/apply/applications/{receipt.number}/receipt.pdf").content for _again in range(2)
    )

    assert (first[:5], first == second) == (b"%PDF-", True)


def test_anybody_checks_a_receipt_by_its_code_and_a_false_one_fails(president, client):
    receipt = lodge(whole_draft(president), president)

    statuses = [
        client.get(f"/apply/receipts/{code}/").status_code for code in (receipt.code, "AAAA-BBBB-CCCC")
    ]

    assert statuses == [200, 404]


def test_a_code_opens_an_account_by_phone_and_comes_to_the_draft(client, territory, monkeypatch):
    from mourafaka.applying import addresses

    call = call_of_today()
    sent = []
    monkeypatch.setattr(
        addresses.codes,
        "secrets",
        type("Known", (), {"randbelow": staticmethod(lambda top: sent.append(top) or 123456)}),
    )

    client.get(f"/apply/{call.code}/start/?members_total=12")
    client.post(f"/apply/{call.code}/start/", {"address": "06 12 34 56 78"})
    page = client.post("/apply/code/", {"code": "١٢٣٤٥٦"})

    draft = Draft.objects.get()
    assert (page.status_code, draft.owner.phone, draft.answers) == (
        302,
        "+212612345678",
        {"members_total": 12},
    )
    assert TYPED["members"]["women"] == "9"
