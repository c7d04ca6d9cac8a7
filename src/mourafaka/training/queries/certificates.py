"""Is a certificate ours? What the public page may say."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from mourafaka.training.models import Certificate
from mourafaka.training.models.results import code_of, tidy


@dataclass(frozen=True)
class Verdict:
    """`valid`, `revoked` or `unknown`. The register's certificate only for who knows its code: a number that
    does not exist and a code that does not fit give the same answer."""

    state: str
    certificate: Certificate | None = None

    @property
    def is_valid(self) -> bool:
        return self.state == "valid"


@dataclass(frozen=True)
class FileVerdict:
    """Whether a file is, byte for byte, one that was issued under the number."""

    same: bool
    fingerprint: str
    issued: tuple[tuple[str, str], ...]  # (language, SHA-256) in the register


def verify(number: str, code: str) -> Verdict:
    found = Certificate.objects.filter(number=number.strip().upper()).first()
    if found is None:
        code_of(number, code, "", "", "")  # as long as a certificate that exists would take
        return Verdict("unknown")
    if not found.bears(tidy(code)):
        return Verdict("unknown")
    return Verdict("revoked" if found.revoked_on else "valid", found)


def compare(certificate: Certificate, content: bytes) -> FileVerdict:
    fingerprint = hashlib.sha256(content).hexdigest()
    files = (("fr", certificate.file_fr), ("ar", certificate.file_ar))
    issued = tuple((language, file.sha256) for language, file in files if file is not None)
    return FileVerdict(fingerprint in {each for _, each in issued}, fingerprint, issued)
