"""A draft of the own cooperative and one of somebody far away, and the receipts of both applications."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from mourafaka.applying.models import Draft, DraftDocument, Helper, Receipt
from mourafaka.calls.models import CallDocument, DocumentKind
from mourafaka.foundations import files
from mourafaka.people.enums import Role
from mourafaka.people.services import machine
from tests.doors.access_world import FOREIGN


def build(world: Any, users: Any) -> None:
    for target in ("own", "foreign"):
        application = getattr(world, target)
        word = FOREIGN if target == "foreign" else "PLAIN"
        paper = files.store(word.encode(), name=f"{word}.pdf", content_type="application/pdf")
        draft = world.rooms["applying", target] = Draft.objects.create(
            call=world.call,
            owner=users(Role.COOPERATIVE) if target == "foreign" else None,
            entered_by=machine(),
            typed={"name_fr": word, "project_title": word, "members_total": word},
            application=application,
            confirmed_paper=paper,
        )
        asked = CallDocument.objects.get_or_create(
            call=world.call, kind=DocumentKind.objects.get_or_create(code="statutes")[0]
        )[0]
        world.rooms["applying", target, "pk"] = {
            "file": DraftDocument.objects.create(draft=draft, kind=asked.kind, file=paper).pk,
            "end_help": Helper.objects.create(
                draft=draft, user=users(), rights="read", invited_by=machine()
            ).pk,
        }
        Receipt.objects.create(
            application=application,
            number=application.number,
            submitted_at=application.submitted_at,
            language="fr",
            answers_sha256="0" * 64,
        )


def person(world: Any, role: str, user: Any) -> None:
    if role == Role.COOPERATIVE:
        draft = world.rooms["applying", "own"]
        draft.owner = user
        draft.save()


def value(world: Any, page: str, key: str, target: str) -> Any:
    draft = world.rooms["applying", "foreign" if target == "foreign" else "own"]
    if page == "applying:page":
        return {"code": draft.code, "section": "members", "number": 1}[key]
    if key == "pk":
        keys = world.rooms["applying", "foreign" if target == "foreign" else "own", "pk"]
        return keys["end_help" if page == "applying:end_help" else "file"]
    if key == "key":
        return UUID(int=1)
    if page in ("applying:document", "applying:excuse", "applying:piece") and key == "number":
        return 1
    if page == "applying:verify":
        return Receipt.objects.get(
            application=getattr(world, "foreign" if target == "foreign" else "own")
        ).code
    return {"code": draft.code, "number": getattr(world, target).number, "call": world.call.code}.get(key)
