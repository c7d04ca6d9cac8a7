"""The receipt on paper: number, moment, what was sent with its hashes, and the code that anybody can check."""

from __future__ import annotations

from functools import lru_cache

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from mourafaka.applying.models import Receipt
from mourafaka.calls.models import DocumentKind
from mourafaka.foundations.documents import render_pdf
from mourafaka.foundations.formats import format_date, format_number
from mourafaka.foundations.formats import format_moment as moment


def verification_address(receipt: Receipt) -> str:
    return settings.PUBLIC_URL.rstrip("/") + reverse("applying:verify", args=[receipt.code])


def verification_qr(receipt: Receipt) -> SafeString:
    return mark_safe(_qr(verification_address(receipt)))  # noqa: S308  (drawn by segno from our own address)


@lru_cache(maxsize=64)
def _qr(address: str) -> str:
    drawn = segno.make(address, error="m").svg_inline(border=2, scale=4, dark="#1d2a1f", light="#ffffff")
    return str(drawn).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def receipt_pdf(receipt: Receipt) -> bytes:
    """The same bytes each time: the receipt never changes and the paper is dated of the submission."""
    language = receipt.language if receipt.language in dict(settings.LANGUAGES) else "fr"
    with translation.override(language):
        data = _data(receipt)
    return render_pdf("applying/receipt.typ", data, language=language, at=receipt.submitted_at)


def _data(receipt: Receipt) -> dict[str, object]:
    call = receipt.application.call
    kinds = {kind.pk: str(kind) for kind in DocumentKind.objects.all()}
    lodged = timezone.localtime(receipt.submitted_at)
    address = verification_address(receipt)
    return {
        "title": _("Receipt of application"),
        "house": {
            "name": "Mourafaka",
            "tifinagh": "ⵎⵓⵔⴰⴼⴰⵇⴰ",
            "line": _("Programme for new cooperatives"),
            "at-right": [receipt.number, format_date(lodged)],
            "foot": receipt.number,
            "page": _("Page"),
            "synthetic": _("Synthetic data: nothing here describes a real cooperative.")
            if call.cohort.synthetic
            else "",
        },
        "facts": [
            [_("Number"), receipt.number],
            [_("Call"), call.title],
            [_("Cooperative"), receipt.application.cooperative.name],
            [_("Received"), f"{moment(lodged)}:{lodged:%S}"],
            [_("Code of the receipt"), receipt.code],
            [_("Fingerprint of the answers"), receipt.answers_sha256],
        ],
        "files-title": _("Documents received"),
        "files-head": [_("Document"), _("Size (bytes)"), _("Fingerprint (SHA-256)")],
        "files": [
            [kinds.get(line["kind"], line["kind"]), format_number(line["size"]), line["sha256"]]
            for line in receipt.manifest
        ],
        "no-file": _("No document was sent with the application."),
        "check": _("Anybody can check this receipt at this address:"),
        "address": address,
        "qr": _qr(address),
        "qr-alt": address,
    }
