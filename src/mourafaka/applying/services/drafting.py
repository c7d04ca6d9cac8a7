"""A draft is opened, filled in page by page, and ends by itself when nobody comes back to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse

from mourafaka.applying import questions
from mourafaka.applying.addresses import account_of, person_of
from mourafaka.applying.consents import agree
from mourafaka.applying.enums import Confirmation, DraftState
from mourafaka.applying.keeping import locked_draft, touched
from mourafaka.applying.models import Draft
from mourafaka.applying.notices import ENDING
from mourafaka.calls.enums import CallState
from mourafaka.calls.models import Call
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.files import erase_files
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.notices.services import notify
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.territory.models import Province, Sector

WARNED_BEFORE = 7  # days
CHARACTERS_KEPT = 10_000  # of one answer as typed: nothing a person types is longer


@act("applying.draft.open", rule="applying.open_draft")
def open_draft(call: Call, *, actor: User, language: str = "fr", on_behalf: bool = False) -> Draft:
    """The actor's open draft of this call, or a new one. Refuses a call that takes no application now.

    `on_behalf`: an agent types for a cooperative at the counter; a new draft each time, which it has to confirm.
    """
    if call.state != CallState.OPEN or not call.opens_at <= clock.now() <= call.closes_at:
        raise Refused("draft_call_not_open", call=call.code)
    if on_behalf and not actor.has_role("manager") and not actor.has_role("delegate"):
        raise Refused("not_allowed")
    if not on_behalf:
        own = Draft.objects.open().filter(call=call, owner=actor, on_behalf=False).first()
        if own is not None:
            return own
    owner = None if on_behalf else actor
    return Draft.objects.create(
        call=call, owner=owner, entered_by=actor, on_behalf=on_behalf, language=language, saved_by=actor
    )


@act("applying.draft.save", rule="applying.fill_draft", secret=("typed",))
def save_answers(draft: Draft, *, actor: User, section: str, typed: Mapping[str, str], version: int) -> Draft:
    """Keep what was typed in a section, right or wrong; what was understood becomes the answer.

    Only the answers named change. Refuses with `changed_meanwhile` when somebody else saved since `version`.
    """
    current = locked_draft(draft)
    if current.version != version and current.saved_by_id != actor.pk:
        raise Refused("changed_meanwhile", what=current.code)
    known = questions.section(section)
    if known is None:
        raise Refused("section_unknown", section=section)
    for name in {question.name for question in known.questions()} & set(typed):
        text = typed[name][:CHARACTERS_KEPT]
        current.typed[name] = text
        kept, _wrong = questions.understand(name, text)
        if kept is None or not _offered(name, kept):
            current.answers.pop(name, None)
        else:
            current.answers[name] = kept
    saved = touched(current, actor)
    if "consents_to_processing" in typed and saved.answers.get("consents_to_processing"):
        agree(saved, actor)
    return saved


@act("applying.draft.confirm", rule="applying.submit_draft", secret=("code",))
def confirm_on_behalf(draft: Draft, *, actor: User, code: str) -> Draft:
    """The cooperative confirms what an agent typed for it, with the code sent to the phone it gave. The draft
    and what follows are then seen from that phone too. Refuses `confirmation_wrong`."""
    current = locked_draft(draft)
    person = person_of(phone_of(current), code, language=current.language, purpose=confirmation_of(current))
    if person is None:
        raise Refused("confirmation_wrong", field="code")
    current.owner = current.confirmed_by = person
    current.confirmed_at, current.confirmed_how = clock.now(), Confirmation.CODE
    current.save()
    return current


@act("applying.draft.confirm_paper", rule="applying.submit_draft")
def confirm_on_paper(draft: Draft, *, actor: User, paper: StoredFile) -> Draft:
    """The cooperative confirms what an agent typed for it by signing it on paper, whose photo or scan is kept. The
    phone number written there is then the one it follows its application from."""
    current = locked_draft(draft)
    if not current.on_behalf:
        raise Refused("confirmation_not_needed")
    current.owner = current.confirmed_by = account_of(phone_of(current), language=current.language)
    current.confirmed_at, current.confirmed_how = clock.now(), Confirmation.PAPER
    current.confirmed_paper = paper
    current.save()
    return current


def phone_of(draft: Draft) -> str:
    phone = draft.answers.get("phone", "")
    if not phone:
        raise Refused("confirmation_without_phone")
    return str(phone)


def confirmation_of(draft: Draft) -> str:
    """What the code is for: this draft as it stands, so that nothing typed later is confirmed by it."""
    return f"apply:{draft.code}:{draft.version}"


@act("applying.drafts.warn", rule="applying.expire_drafts")
def warn_of_expiry(draft: Draft | None = None, *, actor: User) -> int:
    """Tell, once, those whose draft ends within seven days. Returns how many."""
    now = clock.now()
    ending = Draft.objects.open().filter(warned_at=None, owner__isnull=False, expires_at__gt=now)
    count = 0
    for each in ending.filter(expires_at__lte=now + timedelta(days=WARNED_BEFORE)).select_related("owner"):
        notify(
            ENDING,
            to=each.owner,
            about=each,
            facts={"code": each.code, "day": format_date(each.expires_at, each.language)},
            dedup_key=f"applying.ending:{each.code}:{each.expires_at:%Y%m%d}",
            url=reverse("applying:tasks", args=[each.code]),
        )
        each.warned_at = now
        each.save(update_fields=["warned_at"])
        count += 1
    return count


@act("applying.drafts.expire", rule="applying.expire_drafts")
def expire_drafts(draft: Draft | None = None, *, actor: User) -> int:
    """End the drafts nobody saved for 60 days; what was typed is erased. Returns how many."""
    late = Draft.objects.open().filter(expires_at__lte=clock.now()).select_for_update()
    count = 0
    for each in late:
        each.state, each.typed, each.answers = DraftState.EXPIRED, {}, {}
        _erase_documents(each)
        each.save()
        count += 1
    return count


def _erase_documents(draft: Draft) -> None:
    held = Q(pk__in=draft.documents.values("file")) | Q(pk=draft.confirmed_paper_id)
    erase_files(StoredFile.objects.filter(held))
    draft.documents.all().delete()
    draft.confirmed_paper = None


def _offered(name: str, kept: str) -> bool:
    if name == "province":
        return Province.objects.filter(code=kept).exists()
    if name == "sector":
        return Sector.objects.filter(pk=kept).exists()
    return True
