"""Packing a bundle: a Frictionless data package in a zip whose bytes depend on nothing but its contents."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mourafaka.engine.bundle.layout import (
    CHOSEN_COLUMNS,
    DIGEST_COLUMNS,
    DIGEST_SHOWN,
    SEALED,
    Contents,
    Row,
    csv_bytes,
    digests_of,
    fingerprint,
    json_bytes,
    records_of,
    sealed_files,
)

FORMAT = 1
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
_TYPES = {"mark": "number", "raw": "number", "score": "number", "submitted_at": "datetime"} | dict.fromkeys(
    ("rank", "reserve_rank", "votes_for", "votes_against", "abstentions"), "integer"
)
_KEYS = {
    "applications.csv": ["id"],
    "marks.csv": ["application", "reviewer", "criterion"],
    "decisions.csv": ["application"],
    "digests.csv": ["file", "record"],
}
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first day a zip can write


@dataclass(frozen=True)
class Annexes:
    """What is published beside what was decided on.

    `about`: name, title, created, cohort, call, synthetic. `minutes`: number, language, sha256 of each PDF.
    `withdrawals`, `appeals` (accepted ones): what each one led to, and the number of its minutes. `chosen`: those
    that agreed to be named. `texts`: further files.
    """

    about: Mapping[str, Any]
    minutes: Sequence[Mapping[str, Any]] = ()
    withdrawals: Sequence[Mapping[str, Any]] = ()
    appeals: Sequence[Mapping[str, Any]] = ()
    chosen: Sequence[Row] = ()
    texts: Mapping[str, str] = field(default_factory=dict)


def pack(contents: Contents, annexes: Annexes) -> bytes:
    """The zip. The fingerprint stands in datapackage.json and, through `minutes`, beside the minutes."""
    files = sealed_files(contents)
    root = fingerprint(files)
    files["digests.csv"] = csv_bytes(DIGEST_COLUMNS, _digests(files))
    files["minutes.json"] = json_bytes({"fingerprint": root, "minutes": list(annexes.minutes)})
    files["withdrawals.json"] = json_bytes({"withdrawals": list(annexes.withdrawals)})
    files["appeals.json"] = json_bytes({"appeals": list(annexes.appeals)})
    files["chosen.csv"] = csv_bytes(CHOSEN_COLUMNS, annexes.chosen)
    resources = [_resource(name, data) for name, data in files.items()]
    package = {
        **annexes.about,
        "profile": "data-package",
        "mourafaka": {"format": FORMAT, "fingerprint": root},
        "licenses": [LICENCE],
        "resources": resources,
    }
    texts = {name: text.encode() for name, text in annexes.texts.items()}
    return _zipped({"datapackage.json": json_bytes(package), **texts, **files})


def _digests(files: Mapping[str, bytes]) -> list[Row]:
    return [
        {"file": file, "record": name, "digest": digest[:DIGEST_SHOWN]}
        for file in SEALED
        for name, digest in sorted(digests_of(file, records_of(file, files[file])).items())
    ]


def _resource(name: str, data: bytes) -> dict[str, Any]:
    stem, _, kind = name.partition(".")
    found: dict[str, Any] = {
        "name": stem,
        "path": name,
        "format": kind,
        "mediatype": "text/csv" if kind == "csv" else "application/json",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
    }
    if kind == "csv":
        columns = data.split(b"\n", 1)[0].decode().split(",")
        found["profile"] = "tabular-data-resource"
        found["schema"] = {
            "fields": [{"name": column, "type": _TYPES.get(column, "string")} for column in columns],
            "missingValues": [""],
        }
        if name in _KEYS:
            found["schema"]["primaryKey"] = _KEYS[name]
    return found


def _zipped(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, files[name])
    return target.getvalue()
