"""Presidents with a whole draft each, signed in: what stands before the last page is sent. All synthetic."""

from __future__ import annotations

import itertools
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Seat:
    """A signed-in president and the draft that is hers."""

    session: str
    draft: str
    submit_key: str


_series = itertools.count(1)


def seat(
    count: int,
    *,
    closes_in: timedelta = timedelta(days=20),
    same_cooperative: bool = False,
    documents: bool = True,
) -> list[Seat]:
    """`count` presidents before a call of their own; with `same_cooperative` all of them apply for one and the
    same. Without `documents` these are still to be sent."""
    from django.utils import timezone

    from mourafaka.applying.models import Draft
    from mourafaka.people.models import Mandate, User
    from mourafaka.territory.services import load_reference
    from tests.factories.applying import call_of_today, whole_draft

    series = next(_series)
    load_reference(regions=["09"], communes=False)
    call = call_of_today(
        code=f"Q{series}-09", documents=["registration"], closes_at=timezone.now() + closes_in
    )
    first = User.objects.create_user(f"q{series}-0@example.org", full_name="Synthetic 0")
    Mandate.objects.create(user=first, role="cooperative")
    model = whole_draft(first, call, documents=documents)
    people = [
        User(email=f"q{series}-{n}@example.org", full_name=f"Synthetic {n}", password="!")
        for n in range(1, count)
    ]
    people = [first, *User.objects.bulk_create(people, batch_size=500)]
    Mandate.objects.bulk_create(
        [Mandate(user=person, role="cooperative") for person in people[1:]], batch_size=500
    )
    drafts = [model, *(_like(model, person) for person in people[1:])]
    for number, draft in enumerate(drafts):
        _name(draft, f"{series}-{0 if same_cooperative else number}")
    model.save()
    Draft.objects.bulk_create(drafts[1:], batch_size=500)
    _same_documents(model, drafts[1:])
    sessions = sessions_of(people)
    return [
        Seat(session, draft.code, str(draft.submit_key))
        for session, draft in zip(sessions, drafts, strict=True)
    ]


def _like(model: Any, person: Any) -> Any:
    from mourafaka.applying.models import Draft

    return Draft(
        call=model.call,
        owner=person,
        entered_by=person,
        saved_by=person,
        typed=dict(model.typed),
        answers=dict(model.answers),
    )


def _same_documents(model: Any, drafts: list[Any]) -> None:
    from mourafaka.applying.models import DraftDocument

    kept = ("kind", "file", "page", "reason", "by", "sent_by")
    DraftDocument.objects.bulk_create(
        [
            DraftDocument(draft=draft, **{name: getattr(page, name) for name in kept})
            for page in model.documents.all()
            for draft in drafts
        ],
        batch_size=500,
    )


def _name(draft: Any, number: str) -> None:
    """A cooperative of its own: its number in the register is nobody else's; an ICE is not asked of all."""
    for kept in (draft.typed, draft.answers):
        kept |= {"name_fr": f"Coopérative synthétique {number}", "local_reg_no": f"S-{number}"}
        kept.pop("ice", None)


def sessions_of(people: list[Any]) -> list[str]:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    store, rows = SessionStore(), []
    for person in people:
        content = {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: BACKEND,
            HASH_SESSION_KEY: person.get_session_auth_hash(),
        }
        rows.append(
            Session(
                session_key=secrets.token_hex(16),
                session_data=store.encode(content),
                expire_date=timezone.now() + timedelta(days=1),
            )
        )
    Session.objects.bulk_create(rows, batch_size=500)
    return [row.session_key for row in rows]
