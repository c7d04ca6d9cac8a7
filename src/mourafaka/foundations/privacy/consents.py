"""The texts people agree to, in versions that never change: texts/CODE-VERSION.LANGUAGE.txt.

A new wording is a new version; `texts/versions.json` holds the fingerprint of each file, and a test compares them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from mourafaka.foundations.journal import reference
from mourafaka.foundations.privacy.models import Consent
from mourafaka.foundations.refusals import Refused

TEXTS = Path(__file__).with_name("texts")
APPLICATION = "application"
FIRST_LANGUAGE = "fr"


@dataclass(frozen=True)
class ConsentText:
    code: str
    version: int
    language: str
    content: str

    @property
    def paragraphs(self) -> list[str]:
        return self.content.strip().split("\n\n")

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content.encode()).hexdigest()


@lru_cache(maxsize=64)
def consent_text(code: str, language: str, version: int | None = None) -> ConsentText:
    """A text in a language, or in French where it is not written in it; the last version unless told."""
    versions = sorted(int(path.stem.split(".")[0].rpartition("-")[2]) for path in TEXTS.glob(f"{code}-*.txt"))
    number = versions[-1] if version is None else version
    if number not in versions:
        raise Refused("consent_version_unknown")
    path = TEXTS / f"{code}-{number}.{language}.txt"
    spoken = language if path.exists() else FIRST_LANGUAGE
    content = (TEXTS / f"{code}-{number}.{spoken}.txt").read_text(encoding="utf-8")
    return ConsentText(code, number, spoken, content)


def give_consent(about: Any, *, text: ConsentText, actor: Any) -> Consent:
    """Record, inside the act it belongs to, that `actor` agreed to this text for `about`; once for each version."""
    consent, _new = Consent.objects.get_or_create(
        about=reference(about),
        text=text.code,
        version=text.version,
        language=text.language,
        defaults={"sha256": text.sha256, "given_by": actor},
    )
    return consent


def consents_of(about: Any) -> list[Consent]:
    return list(Consent.objects.filter(about=reference(about)).select_related("given_by"))
