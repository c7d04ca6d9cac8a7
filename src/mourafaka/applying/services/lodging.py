"""A complete draft becomes an application: the cooperative, its members, its dossier and its receipt at once.

What earlier rooms keep is written by the installation's own account, since the applicant has no mandate there;
the journal row of the submission itself names who sent it.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID

from django.urls import reverse

from mourafaka.applying import questions, sockets
from mourafaka.applying.enums import DraftState
from mourafaka.applying.models import Draft, Receipt
from mourafaka.applying.notices import RECEIPT
from mourafaka.applying.queries.drafts import incomplete_sections
from mourafaka.calls.enums import DocumentState
from mourafaka.calls.models import Application
from mourafaka.calls.services import enter_application, set_document_state, submit_application
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.formats import format_moment
from mourafaka.foundations.notices.services import notify
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.people.services import machine
from mourafaka.registry.models import Cooperative
from mourafaka.registry.services import add_contact, record_members, register_cooperative
from mourafaka.territory.models import Province, Sector


@act("applying.draft.submit", rule="applying.submit_draft")
def submit_draft(draft: Draft, *, actor: User, submit_key: UUID) -> Receipt:
    """Lodge a complete draft. The same draft sent again gives the same receipt.

    Refuses what is incomplete, a call that closed (by the server's clock, to the second), a second application
    of the cooperative, and what an agent typed without the cooperative's confirmation. Nothing is half-written.
    """
    current = Draft.objects.select_for_update().get(pk=draft.pk)
    if current.state == DraftState.SUBMITTED:
        return Receipt.objects.get(application=current.application_id)
    if current.state != DraftState.OPEN or current.submit_key != submit_key:
        raise Refused("draft_not_open", state=current.get_state_display())
    _refuse_what_is_not_ready(current)
    application = _application(current, machine())
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
    if clock.now() > draft.call.closes_at:
        raise Refused("draft_past_deadline", closes_at=format_moment(draft.call.closes_at))
    if draft.on_behalf and draft.confirmed_at is None:
        raise Refused("draft_not_confirmed")
    missing = incomplete_sections(draft)
    if missing:
        raise Refused("draft_incomplete", sections=", ".join(str(each.title) for each in missing))


def _application(draft: Draft, installation: User) -> Application:
    cooperative = registered_already(draft.answers)
    if cooperative is None:
        cooperative = _registered(draft, installation)
    elif Application.objects.filter(call=draft.call_id, cooperative=cooperative).exists():
        raise Refused("already_applied")
    sections = _answers_of(draft, "application")
    application: Application = enter_application(
        draft.call,
        actor=installation,
        cooperative=cooperative,
        sections={**sections, "language": draft.language},
    )
    for kind, pages in _documents(draft).items():
        first = next((page for page in pages if page.file_id), None)
        note = " ".join(page.reason for page in pages if page.reason)
        state = DocumentState.RECEIVED if first else DocumentState.MISSING
        set_document_state(
            application,
            actor=installation,
            kind=kind,
            state=state,
            note=note,
            file=first.file if first else None,
        )
    return submit_application(application, actor=installation)


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
