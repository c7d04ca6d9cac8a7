"""Files of an application: what is taken, told by their content and not by their name."""

from __future__ import annotations

from typing import Any

from mourafaka.foundations import files
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.refusals import Refused

BYTES_AT_MOST = 10 * 1024 * 1024
SIGNATURES = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


def keep(upload: Any) -> StoredFile:
    """Store an uploaded PDF, JPEG or PNG of at most 10 MB; refuses anything else."""
    if upload.size > BYTES_AT_MOST:
        raise Refused("document_too_large", megabytes=BYTES_AT_MOST // 1024**2, field="file")
    content = upload.read()
    kind = next((kind for start, kind in SIGNATURES.items() if content.startswith(start)), None)
    if kind is None:
        raise Refused("document_not_readable", field="file")
    return files.store(content, name=upload.name, content_type=kind)
