"""A file sent once, then named in acts: its token tells who sent it, and serves that person for a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core import signing
from django.http import Http404
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from mourafaka.api.answers import Problem
from mourafaka.api.auth import Request
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.received import uploads
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.tables import XLSX
from mourafaka.people.models import User

SALT = "api.files"
KEPT_SECONDS = 24 * 60 * 60

router = Router()


class SentFile(Schema):
    """`file` is what acts take; it serves the person who sent it for a day."""

    file: str
    name: str
    content_type: str
    size_bytes: int
    sha256: str


@router.post(
    "/files",
    response={200: SentFile, **dict.fromkeys((400, 401, 403, 409, 413, 422), Problem)},
    tags=["files"],
    url_name="files",
)
def send_file(request: Request, file: File[UploadedFile]) -> Any:
    """Send a PDF, JPEG, PNG, WebP or XLSX of at most 10 MB; acts then take the answer's `file`."""
    if not request.auth.roles():
        raise Refused("not_allowed")
    ready = uploads.cleaned(file, allowed=uploads.DOCUMENTS | {XLSX})
    stored = uploads.store(ready)
    return SentFile(
        file=token_of(stored, request.auth, ready),
        name=stored.name,
        content_type=stored.content_type,
        size_bytes=stored.size_bytes,
        sha256=stored.sha256,
    )


def token_of(stored: StoredFile, user: User, ready: uploads.Cleaned) -> str:
    """Tells the file, its sender, and what was read in it before it was cleaned."""
    day = ready.taken_on.isoformat() if ready.taken_on else ""
    return signing.dumps([stored.pk, user.pk, ready.received_sha256, day], salt=SALT)


def sent_by(user: User, token: str) -> StoredFile:
    """The file of a token, when this person sent it no more than a day ago."""
    return _opened(user, token)[0]


def upload_by(user: User, token: str) -> uploads.SentBefore:
    """The same, as acts take what a form brings."""
    stored, received, day = _opened(user, token)
    taken_on = date.fromisoformat(day) if day else None
    return uploads.SentBefore(stored, received_sha256=received, taken_on=taken_on)


def _opened(user: User, token: str) -> tuple[StoredFile, str, str]:
    try:
        key, sender, received, day = signing.loads(token, salt=SALT, max_age=KEPT_SECONDS)
    except (signing.BadSignature, ValueError) as error:
        raise Http404 from error
    stored = StoredFile.objects.filter(pk=key).first()
    if stored is None or sender != user.pk:
        raise Http404
    return stored, received, day


def document_by(user: User, token: str) -> StoredFile:
    """A sent file that may be kept as a document: a PDF or an image."""
    stored = sent_by(user, token)
    if stored.content_type not in uploads.DOCUMENTS:
        raise Refused("upload_not_taken", field="file")
    return stored
