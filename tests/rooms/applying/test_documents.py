"""Documents of a draft, in pages and in pieces; helpers; the counter; what comes after the closing."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.db import transaction

from mourafaka.applying import services
from mourafaka.applying.models import Draft, DraftDocument, Helper, Receipt
from mourafaka.applying.queries.documents import asked
from mourafaka.calls.models import Application
from mourafaka.foundations import clock, files
from mourafaka.foundations.models import JournalEntry, OutboxMessage, StoredFile
from mourafaka.instruction.models import Correction
from mourafaka.people.services import machine
from tests.factories.applying import call_of_today, in_days, whole_draft
from tests.factories.files import jpeg, pdf, sent
from tests.refusing import refused

pytestmark = pytest.mark.django_db
KINDS = ["statutes", "members-list"]


@pytest.fixture
def president(users, territory):
    return users("cooperative")


@pytest.fixture
def draft(president):
    return whole_draft(president, call_of_today(documents=KINDS), documents=False)


def stored(content: bytes = b"") -> StoredFile:
    return files.store(content or jpeg(), name="page.jpg", content_type="image/jpeg")


def attach(draft: Draft, actor: Any, kind: str = "statutes", **options: Any) -> DraftDocument:
    return services.attach_document(draft, actor=actor, kind=kind, file=stored(), **options)


def lodge(draft: Draft, actor: Any) -> Receipt:
    return services.submit_draft(draft, actor=actor, submit_key=draft.submit_key)


def states(draft: Draft) -> dict[str, str]:
    return {line.kind.pk: line.state for line in asked(draft)}


def test_pages_are_numbered_and_a_page_sent_twice_is_there_once(draft, president):
    key = uuid.uuid4()

    pages = [attach(draft, president, key=key).page, attach(draft, president, key=key).page]
    pages.append(attach(draft, president).page)

    assert (pages, draft.documents.count()) == ([1, 1, 2], 2)


def test_a_document_is_sent_or_promised_before_the_draft_is_lodged(draft, president):
    attach(draft, president)
    before = refused(lambda: lodge(draft, president))

    services.excuse_document(
        draft, actor=president, kind="members-list", reason="Greffe fermé", by=in_days(9)
    )

    assert (before, states(draft), lodge(draft, president).number) == (
        "draft_incomplete",
        {"statutes": "done", "members-list": "promised"},
        "T9-09-0001",
    )


def test_what_was_promised_is_asked_for_that_day_and_the_application_waits_for_it(draft, president):
    attach(draft, president)
    services.excuse_document(
        draft, actor=president, kind="members-list", reason="Greffe fermé", by=in_days(9)
    )

    lodge(draft, president)

    line = Correction.objects.get()
    assert (line.target, line.kind, line.asked, line.due_on, line.case.application.state) == (
        "documents:members-list",
        "missing",
        "Greffe fermé",
        in_days(9),
        "incomplete",
    )


def test_a_promise_whose_day_came_no_longer_counts(draft, president):
    services.excuse_document(draft, actor=president, kind="statutes", reason="Greffe fermé", by=in_days(1))

    DraftDocument.objects.update(by=clock.today())

    assert states(draft)["statutes"] == "due"


@pytest.mark.parametrize(
    ("reason", "days", "code"),
    [
        (" ", 5, "excuse_without_reason"),
        ("x", 0, "excuse_day_impossible"),
        ("x", 61, "excuse_day_impossible"),
    ],
)
def test_a_promise_needs_a_reason_and_a_day_of_the_sixty_to_come(draft, president, reason, days, code):
    def promise() -> None:
        services.excuse_document(draft, actor=president, kind="statutes", reason=reason, by=in_days(days))

    assert refused(promise) == code


def test_files_are_limited_in_number_and_in_weight(draft, president, monkeypatch):
    monkeypatch.setattr("mourafaka.applying.services.documents.FILES_AT_MOST", 1)
    attach(draft, president)
    number = refused(lambda: attach(draft, president))
    monkeypatch.setattr("mourafaka.applying.services.documents.FILES_AT_MOST", 9)
    monkeypatch.setattr("mourafaka.applying.services.documents.BYTES_AT_MOST", 900)

    assert (number, refused(lambda: attach(draft, president))) == ("draft_too_many_files", "draft_too_heavy")


def test_a_document_nobody_asked_for_is_refused(draft, president):
    assert refused(lambda: attach(draft, president, "photo-of-the-sea")) == "document_not_asked"


def test_the_pages_of_a_document_reach_the_officer_as_one_pdf_and_the_receipt_names_each(draft, president):
    for content in (jpeg((40, 30)), jpeg((30, 40), 20)):
        services.attach_document(draft, actor=president, kind="statutes", file=stored(content))
    scan = files.store(pdf(), name="scan.pdf", content_type="application/pdf")
    services.attach_document(draft, actor=president, kind="statutes", file=scan)
    attach(draft, president, "members-list")

    receipt = lodge(draft, president)

    document = receipt.application.documents.get(kind="statutes")
    with pikepdf.open(io.BytesIO(document.file.read())) as bound:
        pages = len(bound.pages)
    assert (pages, document.state, [line["kind"] for line in receipt.manifest]) == (
        3,
        "received",
        ["members-list", "statutes", "statutes", "statutes"],
    )


def test_a_page_taken_off_and_a_draft_that_ends_leave_no_file(
    draft, president, settings, django_capture_on_commit_callbacks
):
    pages = [attach(draft, president), attach(draft, president)]

    with django_capture_on_commit_callbacks(execute=True):
        services.remove_document(pages[0], actor=president)
        Draft.objects.update(expires_at=clock.now())
        services.expire_drafts(None, actor=machine())

    left = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    named = StoredFile.objects.exclude(erased_at=None).values_list("name", flat=True)
    assert (list(named), left) == (["[effacé]"], [])


# Pieces ---------------------------------------------------------------------------------------------------


def piece(
    client: Any, draft: Draft, key: uuid.UUID, content: bytes, start: int, end: int, name: str = "a.pdf"
) -> Any:
    return client.post(
        f"/apply/drafts/{draft.code}/documents/1/pieces/{key}/",
        content[start:end],
        content_type="application/octet-stream",
        headers={"Content-Range": f"bytes {start}-{end - 1}/{len(content)}", "X-File-Name": name},
    )


def test_a_file_in_pieces_goes_on_where_it_stopped_and_is_kept_once(draft, president, client_as):
    client, key, content = client_as(president), uuid.uuid4(), jpeg((60, 40), position=True)
    half = len(content) // 2
    address = f"/apply/drafts/{draft.code}/documents/1/pieces/{key}/"

    first = piece(client, draft, key, content, 0, half).json()
    again = piece(client, draft, key, content, 0, half)
    told = client.get(address).json()
    last = [piece(client, draft, key, content, half, len(content)).json()["done"] for _each in range(2)]

    assert (first, again.status_code, again.json()["offset"], told, last) == (
        {"offset": half},
        409,
        half,
        {"offset": half},
        [True, True],
    )
    assert [row.page for row in draft.documents.all()] == [1]


def test_a_broken_file_in_pieces_is_told_in_words_and_leaves_nothing(draft, president, client_as, settings):
    answer = piece(client_as(president), draft, uuid.uuid4(), b"\xff\xd8\xff nothing", 0, 11)

    left = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert (answer.status_code, answer.json()["code"], left) == (422, "upload_unreadable", [])


def test_pieces_of_more_than_ten_megabytes_are_refused_at_the_first(draft, president, client_as):
    answer = client_as(president).post(
        f"/apply/drafts/{draft.code}/documents/1/pieces/{uuid.uuid4()}/",
        b"x",
        content_type="application/octet-stream",
        headers={"Content-Range": "bytes 0-0/10485761"},
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "upload_too_large")


# Helpers --------------------------------------------------------------------------------------------------


def invited(draft: Draft, president: Any, rights: str) -> Helper:
    return services.invite_helper(draft, actor=president, address="06 61 22 33 44", rights=rights)


@pytest.mark.parametrize(
    ("rights", "fills", "sends"),
    [("read", False, False), ("documents", False, True), ("write", True, True)],
)
def test_a_helper_does_what_she_was_let_do_and_never_lodges(draft, president, rights, fills, sends):
    helper = invited(draft, president, rights).user

    def save() -> None:
        services.save_answers(
            draft, actor=helper, section="market", typed={"market": "Ici"}, version=draft.version
        )

    tried = {"fills": save, "sends": lambda: attach(draft, helper), "lodges": lambda: lodge(draft, helper)}
    done = {}
    for name, act in tried.items():
        with transaction.atomic():
            try:
                act()
                done[name] = True
            except Exception as error:
                done[name] = getattr(error, "code", error)
    no = "not_allowed"
    assert done == {"fills": fills or no, "sends": sends or no, "lodges": no}


def test_a_helper_is_told_by_her_phone_and_sees_the_draft_until_her_help_ends(draft, president):
    helper = invited(draft, president, "read")
    before = Draft.objects.visible_to(helper.user).count()

    services.end_help(helper, actor=president)

    message = OutboxMessage.objects.get(event="applying.invited")
    assert (message.recipient, before, Draft.objects.visible_to(helper.user).count()) == (
        "+212661223344",
        1,
        0,
    )


def test_invited_again_her_rights_change_and_the_applicant_is_no_helper(draft, president):
    invited(draft, president, "read")
    invited(draft, president, "write")
    own = refused(
        lambda: services.invite_helper(draft, actor=president, address=president.email, rights="read")
    )

    assert ([helper.rights for helper in Helper.objects.all()], own) == (["write"], "helper_is_the_applicant")


def test_the_journal_says_who_typed_and_does_not_tell_the_address(draft, president):
    helper = invited(draft, president, "write").user
    services.save_answers(
        draft, actor=helper, section="market", typed={"market": "Ici"}, version=draft.version
    )

    entries = JournalEntry.objects.filter(verb__in=["applying.helper.invite", "applying.draft.save"])
    last = entries.order_by("sequence").last()
    assert (last.actor, "661223344" in str([each.facts for each in entries])) == (
        f"people.user:{helper.pk}",
        False,
    )


# The counter ----------------------------------------------------------------------------------------------


@pytest.fixture
def typed_for_her(users, territory):
    agent = users("delegate", "09")
    call = call_of_today(documents=KINDS)
    draft = services.open_draft(call, actor=agent, on_behalf=True)
    source = whole_draft(users("cooperative"), call, documents=False)
    Draft.objects.filter(pk=draft.pk).update(typed=source.typed, answers=source.answers)
    draft.refresh_from_db()
    for kind in KINDS:
        attach(draft, agent, kind)
    draft.refresh_from_db()
    return draft, agent


def test_what_an_agent_typed_is_lodged_once_it_is_signed_on_paper(typed_for_her):
    draft, agent = typed_for_her
    before = refused(lambda: lodge(draft, agent))

    services.confirm_on_paper(draft, actor=agent, paper=stored())
    receipt = lodge(draft, agent)

    confirmed = Draft.objects.get(pk=draft.pk)
    seen = Application.objects.visible_to(confirmed.owner).get()
    assert (before, confirmed.confirmed_how, confirmed.owner.phone, seen) == (
        "draft_not_confirmed",
        "paper",
        "+212612345678",
        receipt.application,
    )


def test_what_changes_after_the_signature_has_to_be_signed_again(typed_for_her):
    draft, agent = typed_for_her
    services.confirm_on_paper(draft, actor=agent, paper=stored())

    attach(draft, agent)

    assert refused(lambda: lodge(draft, agent)) == "draft_not_confirmed"


def test_the_paper_to_sign_says_what_was_typed(typed_for_her, client_as, tmp_path):
    from tests.pdf import text_of

    draft, agent = typed_for_her

    answer = client_as(agent).get(f"/apply/drafts/{draft.code}/paper.pdf")

    text = text_of(answer.content, tmp_path)
    assert all(words in text for words in ("Conditionner ensemble", draft.code, "Nom et signature"))


def test_whoever_checks_the_application_reads_who_typed_it_and_opens_the_paper(typed_for_her, client_as):
    draft, agent = typed_for_her
    services.confirm_on_paper(draft, actor=agent, paper=stored())
    number = lodge(draft, agent).number
    client = client_as(agent)

    page = client.get(f"/applications/{number}/").content.decode()
    paper = client.get(f"/apply/applications/{number}/paper/")

    assert (
        f"/apply/applications/{number}/paper/" in page,
        agent.full_name in page,
        paper["Content-Type"],
    ) == (
        True,
        True,
        "image/jpeg",
    )


# After the closing ----------------------------------------------------------------------------------------


@pytest.fixture
def closed(president):
    draft = whole_draft(president, call_of_today(documents=KINDS))
    call = draft.call
    call.closes_at = clock.now().replace(microsecond=0) - timedelta(hours=2)
    call.save()
    return call, draft


def late(call: Any, draft: Draft, actor: Any, **changed: Any) -> Receipt:
    said = {
        "code": draft.code.lower(),
        "received_at": call.closes_at,
        "reason": "Panne de réseau à la province",
    }
    return services.submit_late(call, actor=actor, **{**said, **changed})


def test_headquarters_lodges_after_the_closing_with_its_reason_once(closed, users):
    call, draft = closed
    manager = users("manager")

    receipts = [late(call, draft, manager), late(call, draft, manager)]

    draft.refresh_from_db()
    entry = JournalEntry.objects.filter(verb="applying.draft.submit_late").order_by("sequence").first()
    assert (receipts[0], receipts[0].submitted_at, draft.late_reason, draft.excepted_by) == (
        receipts[1],
        call.closes_at,
        "Panne de réseau à la province",
        manager,
    )
    assert (entry.actor, "reason" in entry.facts) == (f"people.user:{manager.pk}", True)


def test_nobody_else_and_nothing_else_comes_in_after_the_closing(closed, users):
    call, draft = closed
    manager = users("manager")
    after = call.closes_at + timedelta(seconds=1)

    tried = [
        refused(lambda: late(call, draft, users("delegate", "09"))),
        refused(lambda: late(call, draft, manager, reason=" ")),
        refused(lambda: late(call, draft, manager, code="B-2222-22222")),
        refused(lambda: late(call, draft, manager, received_at=after)),
    ]

    assert tried == ["not_allowed", "late_without_reason", "draft_unknown", "received_outside_call"]
    assert Application.objects.count() == 0


def test_the_last_second_counts_whole(president, monkeypatch):
    draft = whole_draft(president, call_of_today(documents=KINDS))
    call = draft.call
    call.closes_at = clock.now().replace(microsecond=0)
    call.save()
    moment = call.closes_at.replace(microsecond=900_000)
    monkeypatch.setattr("mourafaka.applying.services.lodging.clock.now", lambda: moment)
    monkeypatch.setattr("mourafaka.calls.services.applications.timezone.now", lambda: moment)

    assert lodge(Draft.objects.get(), president).submitted_at == call.closes_at


def test_a_form_sent_twice_keeps_one_page_and_one_file(draft, president, client_as):
    client, key = client_as(president), str(uuid.uuid4())

    for _each in range(2):
        client.post(f"/apply/drafts/{draft.code}/documents/1/", {"key": key, "file": sent(jpeg(), "a.jpg")})

    assert (draft.documents.count(), StoredFile.objects.count()) == (1, 1)


def test_a_broken_page_is_said_beside_the_field_and_the_good_one_is_kept(draft, president, client_as):
    answer = client_as(president).post(
        f"/apply/drafts/{draft.code}/documents/1/",
        {"key": str(uuid.uuid4()), "file": [sent(jpeg()[:50], "a.jpg"), sent(jpeg(), "b.jpg")]},
    )

    body = answer.content.decode()
    assert (answer.status_code, 'id="id_file_error"' in body, draft.documents.get().file.name) == (
        422,
        True,
        "b.jpg",
    )


@pytest.mark.parametrize("page", ["documents/1/", "documents/2/", "helpers/", "check/", ""])
def test_the_pages_of_a_draft_open_for_its_owner_and_for_who_only_reads(draft, president, client_as, page):
    attach(draft, president)
    services.excuse_document(
        draft, actor=president, kind="members-list", reason="Greffe fermé", by=in_days(9)
    )
    reader = invited(draft, president, "read").user

    answers = [client_as(user).get(f"/apply/drafts/{draft.code}/{page}") for user in (president, reader)]

    buttons = [answer.content.decode().count("<button") for answer in answers]
    assert ([answer.status_code for answer in answers], buttons[0] > buttons[1] or page == "") == (
        [200, 200],
        True,
    )
