"""PDFs, written anew without what acts, by a process of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from mourafaka.foundations.received.pdf_cleaning import ENCRYPTED, SECONDS
from mourafaka.foundations.refusals import Refused

PROGRAM = Path(__file__).with_name("pdf_cleaning.py")
END = b"%%EOF"


def disarmed(content: bytes, *, field: str = "file") -> bytes:
    """The PDF without scripts, actions, embedded files, forms in XML or positions.

    Refuses `upload_encrypted`, and `upload_unreadable` what is cut short, broken, or takes too much to read.
    """
    if END not in content[-2048:]:
        raise Refused("upload_unreadable", field=field)
    try:
        cleaned = subprocess.run(  # noqa: S603  (our own program, fed by its input alone)
            [sys.executable, "-I", str(PROGRAM)], input=content, capture_output=True, timeout=3 * SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise Refused("upload_unreadable", field=field) from error
    if cleaned.returncode == ENCRYPTED:
        raise Refused("upload_encrypted", field=field)
    if cleaned.returncode or not cleaned.stdout:
        raise Refused("upload_unreadable", field=field)
    return cleaned.stdout
