"""The pages: queue, case, opinions, and what the cooperative sees."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mourafaka.calls.models import Application
from mourafaka.foundations.refusals import Refused
from mourafaka.instruction import plugs, services
from mourafaka.instruction.models import Batch, Case, Correction, Message, Opinion
from tests.factories.calls import CallFactory
from tests.factories.files import pdf
from tests.factories.instruction import CaseFactory, CorrectionFactory, MessageFactory, OpinionFactory
from tests.factories.selection import ConflictDeclarationFactory

pytestmark = pytest.mark.django_db

QUEUE = "/instruction/"


def url(case, *more):
    return "/".join(["/instruction", case.application.number, *more, ""])


def test_the_queue_shows_the_most_urgent_first_and_the_stopped_last(officer, client_as):
    call = CallFactory()
    days = [date(2020, 4, 9), date(2020, 4, 5), date(2020, 4, 7)]
    cases = [CaseFactory(application__call=call, due_on=day) for day in days]
    Case.objects.filter(pk=cases[1].pk).update(stopped_on=date(2020, 4, 4))

    page = client_as(officer).get(QUEUE).context["page"]

    assert list(page) == [cases[2], cases[0], cases[1]]


def test_a_count_links_to_its_rows(officer, client_as):
    call = CallFactory()
    for day in (5, 6, 20, 21):
        CaseFactory(application__call=call, due_on=date(2020, 4, day))
    client = client_as(officer)

    tabs = client.get(QUEUE).context["tabs"]

    found = [len(client.get(tab["url"]).context["page"].object_list) for tab in tabs]
    assert found == [tab["count"] for tab in tabs]


@pytest.mark.parametrize("page", ["queue", "case"])
def test_as_many_queries_at_5_as_at_50_cases(page, officer, client_as):
    call = CallFactory()
    client = client_as(officer)
    counts = []
    for more in (5, 45):
        cases = [CaseFactory(application__call=call) for _ in range(more)]
        CorrectionFactory.create_batch(3, case=cases[0], state="answered")
        address = QUEUE if page == "queue" else url(cases[0])
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_an_officer_asks_the_cooperative_from_the_case_page(case, officer, client_as):
    client_as(officer).post(
        url(case, "ask"),
        {
            "target-1": "sections:market",
            "kind-1": "incorrect",
            "text-1": "Qui achète ?",
            "due_on": "2020-04-20",
        },
    )

    assert Correction.objects.get().asked == "Qui achète ?"


def test_a_refused_request_comes_back_with_what_was_typed(case, officer, client_as):
    answer = client_as(officer).post(
        url(case, "ask"),
        {
            "target-1": "sections:market",
            "kind-1": "incorrect",
            "text-1": "Qui achète ?",
            "due_on": "2020-04-01",
        },
    )

    assert (answer.status_code, "Qui achète ?" in answer.content.decode()) == (422, True)


def test_the_cooperative_answers_on_her_page_with_a_file(case, officer, woman, client_as):
    (correction,) = services.ask_corrections(
        case,
        actor=officer,
        asked=[{"target": "documents:statutes", "kind": "missing", "text": "Envoyez-les."}],
        due_on=date(2020, 4, 20),
    )
    paper = SimpleUploadedFile("statuts.pdf", pdf("statuts"))

    client_as(woman).post(f"/instruction/corrections/{correction.pk}/answer/", {"answer": "", "file": paper})

    correction.refresh_from_db()
    assert (correction.state, correction.file.name) == ("answered", "statuts.pdf")


def test_the_cooperative_reads_shared_opinions_and_not_confidential_ones(case, woman, officer, client_as):
    common = {"case": case, "asked_of": officer, "state": "answered"}
    OpinionFactory(**common, confidential=False, answer="AVISPARTAGE")
    OpinionFactory(**common, confidential=True, answer="AVISSECRET")

    page = client_as(woman).get(f"/instruction/mine/{case.application.number}/").content.decode()

    assert ("AVISPARTAGE" in page, "AVISSECRET" in page) == (True, False)


def test_another_cooperative_does_not_see_the_page(case, woman, users, client_as):
    other = CaseFactory(application__call=case.application.call)

    answer = client_as(woman).get(f"/instruction/mine/{other.application.number}/")

    assert answer.status_code == 404


def test_a_message_is_unread_until_the_other_side_opens_the_thread(case, officer, woman, client_as):
    message = services.post_message(case, actor=officer, text="Bonjour")
    before = message.read_at

    client_as(woman).get(f"/instruction/mine/{case.application.number}/")

    message.refresh_from_db()
    assert (before, message.read_at is not None) == (None, True)


def test_ones_own_message_is_not_read_by_opening_the_thread(case, officer, client_as):
    message = MessageFactory(case=case, author=officer)

    client_as(officer).get(url(case))

    message.refresh_from_db()
    assert message.read_at is None


def test_an_opinion_lends_the_sight_of_that_case_only(case, officer, users):
    expert = users("trainer", "08")
    CaseFactory(application__call=case.application.call)

    services.ask_opinion(case, actor=officer, asked_of=expert, question="Sûr ?", due_on=date(2020, 4, 20))

    assert list(Application.objects.visible_to(expert)) == [case.application]


def test_an_opinion_no_longer_asked_takes_the_sight_back(case, officer, users):
    expert = users("trainer", "08")
    opinion = services.ask_opinion(
        case, actor=officer, asked_of=expert, question="Sûr ?", due_on=date(2020, 4, 20)
    )

    services.cancel_opinion(opinion, actor=officer)

    assert list(Application.objects.visible_to(expert)) == []


def test_what_an_opinion_lends_does_not_escape_a_conflict(case, officer, users, client_as):
    expert = users("trainer", "08")
    opinion = OpinionFactory(case=case, asked_of=expert)
    ConflictDeclarationFactory(application=case.application, person=expert, nature="family")

    answer = client_as(expert).get(f"/instruction/opinions/{opinion.pk}/")

    assert answer.status_code == 404


def test_the_expert_answers_from_the_lent_page(case, users, client_as):
    expert = users()
    opinion = OpinionFactory(case=case, asked_of=expert)

    client_as(expert).post(f"/instruction/opinions/{opinion.pk}/", {"answer": "Oui."})

    assert Opinion.objects.get().answer == "Oui."


def test_an_opinion_is_given_once(case, users):
    expert = users()
    opinion = OpinionFactory(case=case, asked_of=expert)
    services.answer_opinion(opinion, actor=expert, text="Oui.")

    with pytest.raises(Refused) as refusal:
        services.answer_opinion(opinion, actor=expert, text="Non.")

    assert refusal.value.code == "opinion_closed"


def test_whoever_declared_a_conflict_does_not_see_the_case(case, officer, client_as):
    ConflictDeclarationFactory(application=case.application, person=officer, nature="family")

    assert client_as(officer).get(url(case)).status_code == 404


def test_a_batch_shows_its_effects_before_anything_is_done(case, officer, client_as):
    answer = client_as(officer).post(
        "/instruction/batch/", {"case": case.pk, "kind": "assign", "officer": officer.pk}
    )

    assert (answer.context["possible"], Batch.objects.count()) == (1, 0)


def test_a_confirmed_batch_is_done(case, officer, client_as):
    client_as(officer).post(
        "/instruction/batch/", {"case": case.pk, "kind": "assign", "officer": officer.pk, "then": "do"}
    )

    case.refresh_from_db()
    assert case.officer == officer


def test_everything_the_filter_shows_is_chosen_at_once(case, officer, client_as):
    CaseFactory(application__call=case.application.call, due_on=date(2020, 4, 1))

    answer = client_as(officer).post("/instruction/batch/", {"all": "1", "query": "clock=late"})

    assert [row.due_on for row in answer.context["cases"]] == [date(2020, 4, 1)]


def test_an_application_is_admitted_from_its_case(officer, client_as):
    case = CaseFactory()

    client_as(officer).post(url(case, "decide", "admit"))

    assert Application.objects.get().state == "admissible"


def test_a_message_is_sent_from_the_case(case, officer, client_as):
    client_as(officer).post(url(case, "message"), {"text": "Bonjour"})

    assert Message.objects.get().from_staff is True


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("page", ["", "teams/", "teams/new/", "opinions/"])
def test_the_pages_open(page, language, manager, client_as):
    client = client_as(manager)

    answer = client.get(f"/instruction/{page}", headers={"accept-language": language})

    assert answer.status_code == 200


def test_the_follow_page_says_what_is_asked_and_where_to_answer(case, officer, woman):
    services.ask_corrections(
        case,
        actor=officer,
        asked=[{"target": "sections:market", "kind": "incorrect", "text": "Qui achète ?"}],
        due_on=date(2020, 4, 20),
    )

    (asked,) = plugs.what_is_asked(case.application, woman)

    assert (asked["url"], asked["text"]) == (f"/instruction/mine/{case.application.number}/", "Qui achète ?")


def test_the_home_page_says_by_when_the_first_is_due(client_as, officer, case):
    case.officer = officer
    case.save()

    home = client_as(officer).get(reverse("portal:home"), headers={"accept-language": "fr"}).content.decode()

    assert "le premier pour le 11 avril 2020" in " ".join(home.split())
