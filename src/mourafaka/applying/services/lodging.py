"""A complete draft becomes an application: the cooperative, its members, its dossier and its receipt at once.

What earlier rooms keep is written by the installation's own account, since the applicant has no mandate there;
the journal row of the submission itself names who sent it.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from mourafaka.applying import questions, sockets
from mourafaka.applying.enums import DraftState
from mourafaka.applying.models import Draft, Receipt
from mourafaka.applying.notices import RECEIPT
from mourafaka.applying.queries.drafts import incomplete_sections
from mourafaka.calls.enums import DocumentState
from mourafaka.calls.models import Application, Call
from mourafaka.calls.services import enter_application, set_document_state, submit_application
from mourafaka.foundations import clock, files
from mourafaka.foundations.acts import act
from mourafaka.foundations.formats import format_moment
from mourafaka.foundations.models import Scan, StoredFile
from mourafaka.foundations.notices.services import notify
from mourafaka.foundations.received.binding import bound
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.people.services import machine
from mourafaka.registry.models import Cooperative
from mourafaka.registry.services import add_contact, record_members, register_cooperative
from mourafaka.territory.models import Province, Sector


@act("applying.draft.submit", rule="applying.submit_draft")
def submit_draft(draft: Draft, *, actor: User, submit_key: UUID) -> Receipt:
    """Lodge a complete draft. The same draft sent again gives the same receipt.

    Refuses what is incomplete, a call that closed (by the server's clock when the form came, to the second), a
    second application of the cooperative, and what an agent typed without the cooperative's confirmation. Nothing
    is half-written.
    """
    current = Draft.objects.select_for_update().get(pk=draft.pk)
    if current.state == DraftState.SUBMITTED:
        return Receipt.objects.get(application=current.application_id)
    if current.submit_key != submit_key:
        raise Refused("draft_not_open", state=current.get_state_display())
    if clock.came().replace(microsecond=0) > current.call.closes_at:
        raise Refused("draft_past_deadline", closes_at=format_moment(current.call.closes_at))
    return _lodged(current, actor)


@act("applying.draft.submit_late", rule="calls.manage_call")
def submit_late(call: Call, *, actor: User, code: str, received_at: datetime, reason: str) -> Receipt:
    """Headquarters lodges a draft after the closing, by exception: when it was received before it, and why. The
    draft is known by the code its applicant tells; nothing of it is shown.

    Refuses `late_call_not_closed`, `draft_unknown`, `late_without_reason`, a moment outside the call, and what is
    not ready. Lodged already, it gives the same receipt.
    """
    if clock.now() <= call.closes_at:
        raise Refused("late_call_not_closed")
    current = Draft.objects.select_for_update().filter(call=call, code=code.strip().upper()).first()
    if current is None:
        raise Refused("draft_unknown", field="code")
    if current.state == DraftState.SUBMITTED:
        return Receipt.objects.get(application=current.application_id)
    if not reason.strip():
        raise Refused("late_without_reason", field="reason")
    current.late_reason, current.excepted_by = reason.strip()[:500], actor
    return _lodged(current, actor, received_at)


def _lodged(current: Draft, actor: User, received_at: datetime | None = None) -> Receipt:
    _refuse_what_is_not_ready(current)
    application = _application(current, actor, received_at)
    receipt = Receipt.objects.create(
        application=application,
        number=application.number,
        submitted_at=application.submitted_at or clock.now(),
        language=current.language,
        manifest=_manifest(current),
        answers_sha256=digest(current.answers),
    )
    current.state, current.application = DraftState.SUBMITTED, application
    current.version += 1
    current.save()
    _tell(receipt, current)
    sockets.submitted.collect(application, current, actor)
    return receipt


def _tell(receipt: Receipt, draft: Draft) -> None:
    facts = {
        "number": receipt.number,
        "moment": format_moment(receipt.submitted_at, draft.language),
        "code": receipt.code,
    }
    if draft.owner is not None:
        notify(
            RECEIPT,
            to=draft.owner,
            about=receipt.application,
            facts=facts,
            dedup_key=f"applying.receipt:{receipt.number}",
            url=reverse("applying:follow", args=[receipt.number]),
        )


def _refuse_what_is_not_ready(draft: Draft) -> None:
    if draft.state != DraftState.OPEN:
        raise Refused("draft_not_open", state=draft.get_state_display())
    if draft.on_behalf and draft.confirmed_at is None:
        raise Refused("draft_not_confirmed")
    missing = incomplete_sections(draft)
    if missing:
        raise Refused("draft_incomplete", sections=", ".join(str(each.title) for each in missing))


def _application(draft: Draft, actor: User, received_at: datetime | None) -> Application:
    """The application; entered by the installation or, after the closing, by headquarters in its own name."""
    installation = machine()
    keeper = actor if received_at else installation
    cooperative = registered_already(draft.answers)
    if cooperative is None:
        cooperative = _registered(draft, installation)
    elif Application.objects.filter(call=draft.call_id, cooperative=cooperative).exists():
        raise Refused("already_applied")
    sections = _answers_of(draft, "application")
    application: Application = enter_application(
        draft.call,
        actor=keeper,
        cooperative=cooperative,
        sections={**sections, "language": draft.language},
    )
    for kind, pages in _documents(draft).items():
        file = _as_one(kind, [page.file for page in pages if page.file])
        set_document_state(
            application,
            actor=installation,
            kind=kind,
            state=DocumentState.RECEIVED if file else DocumentState.MISSING,
            note=" ".join(page.reason for page in pages if page.reason),
            file=file,
        )
    return submit_application(
        application, actor=keeper, received_at=received_at, late_reason=draft.late_reason
    )


def _as_one(kind: str, pages: list[StoredFile]) -> StoredFile | None:
    """What an officer opens: the page itself, or all of them bound together. The receipt names each page."""
    if len(pages) < 2:
        return pages[0] if pages else None
    unseen = any(page.scan == Scan.PENDING for page in pages)
    scan = Scan.PENDING if unseen else pages[0].scan
    return files.store(bound(pages), name=f"{kind}.pdf", content_type="application/pdf", scan=scan)


def _registered(draft: Draft, installation: User) -> Cooperative:
    values = _answers_of(draft, "cooperative")
    province = Province.objects.get(code=values.pop("province"))
    values["sector"] = Sector.objects.get(pk=values.pop("sector"))
    cooperative: Cooperative = register_cooperative(
        province, actor=installation, values=values, even_if_alike=True, synthetic=draft.call.cohort.synthetic
    )
    record_members(cooperative, actor=installation, as_of=clock.today(), counts=_answers_of(draft, "members"))
    if draft.owner is not None:
        add_contact(cooperative, actor=installation, user=draft.owner)
    return cooperative


def registered_already(answers: dict[str, Any]) -> Cooperative | None:
    """The cooperative of the register with this ICE, or this number in this court."""
    ice, number, court = (answers.get(name, "") for name in ("ice", "local_reg_no", "court"))
    by_ice = Cooperative.objects.filter(ice=ice).first() if ice else None
    if by_ice is not None or not number:
        return by_ice
    return Cooperative.objects.filter(local_reg_no=number, court=court).first()


def _answers_of(draft: Draft, of: str) -> dict[str, Any]:
    return {
        name: questions.value_of(questions.BY_NAME[name], kept)
        for name, kept in draft.answers.items()
        if name in questions.BY_NAME and questions.BY_NAME[name].of == of
    }


def _documents(draft: Draft) -> dict[str, list[Any]]:
    asked = set(draft.call.documents.values_list("kind", flat=True))
    pages: dict[str, list[Any]] = {}
    for page in draft.documents.select_related("file"):
        if page.kind_id in asked:
            pages.setdefault(page.kind_id, []).append(page)
    return pages


def _manifest(draft: Draft) -> list[dict[str, Any]]:
    files = draft.documents.filter(file__isnull=False).select_related("file")
    return [
        {
            "name": page.file.name,
            "kind": page.kind_id,
            "sha256": page.file.sha256,
            "size": page.file.size_bytes,
        }
        for page in files
        if page.file is not None
    ]


def digest(answers: dict[str, Any]) -> str:
    text = json.dumps(answers, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
