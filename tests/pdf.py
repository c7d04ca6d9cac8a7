"""The text of a PDF, as poppler's pdftotext reads it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def text_of(content: bytes, folder: Path) -> str:
    """Skips the test where poppler-utils is not installed (continuous integration installs it)."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    path = folder / "document.pdf"
    path.write_bytes(content)
    command = ["pdftotext", "-layout", str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
