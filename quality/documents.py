"""A document sent with an application, and what the site holds of it."""

from __future__ import annotations

import re
import uuid

from quality.applicant import Answer, Applicant, Form, photograph

PAGE = "/apply/drafts/{}/documents/1/"  # the first document a call asks for: the registration


def document(phone: Applicant, number: int, side: int = 200) -> Form:
    """A photograph of the registration, which nobody else sends."""
    path, key = PAGE.format(phone.seat.draft), str(uuid.uuid4())
    return Form(path, {"key": key}, file=("file", f"photo-{number}.jpg", photograph(number, side)))


def attach(phone: Applicant, number: int) -> tuple[Answer, int]:
    """The answer once there is one, and how often the photograph was sent before."""
    return phone.until_answered(document(phone, number))


def kept_files() -> dict[str, set[str]]:
    """Hashes of the files each receipt was given for, by the number of the application."""
    from mourafaka.applying.models import Receipt

    return {
        number: {line["sha256"] for line in manifest}
        for number, manifest in Receipt.objects.values_list("number", "manifest")
    }


def kept_names() -> dict[str, set[str]]:
    """Names of those files."""
    from mourafaka.applying.models import Receipt

    return {
        number: {re.sub(r"\.\w+$", "", line["name"]) for line in manifest}
        for number, manifest in Receipt.objects.values_list("number", "manifest")
    }
