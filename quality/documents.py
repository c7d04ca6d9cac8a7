"""A document sent with an application, and what the site holds of it."""

from __future__ import annotations

import hashlib

from quality.applicant import Applicant

SENT = False


def attach(phone: Applicant, content: bytes) -> tuple[str, int]:
    """Send a photograph of the registration until it is taken; its hash as sent, and how often it was sent again."""
    return hashlib.sha256(content).hexdigest(), 0


def kept_files() -> dict[str, set[str]]:
    """Hashes of the files of each application, by its number."""
    from mourafaka.applying.models import Receipt

    return {
        number: {line["sha256"] for line in manifest}
        for number, manifest in Receipt.objects.values_list("number", "manifest")
    }
