"""What a bundle holds, file by file, and the fingerprint of what the committee decided on.

Every row of a table and every statement of a JSON file is a record with a name. The digest of a record is the
SHA-256 of its file, name and content; the fingerprint is the SHA-256 of all digests in the order of their
names. The order of rows has no influence; a changed, added or removed record changes the fingerprint.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, str]

APPLICATION_COLUMNS = ("id", "submitted_at", "eligible", "reason")
MARK_COLUMNS = ("application", "reviewer", "criterion", "mark")
DECISION_COLUMNS = (
    "application", "proposed", "decided", "rank", "reserve_rank", "raw", "score", "exception", "reason",
    "votes_for", "votes_against", "abstentions",
)  # fmt: skip
CHOSEN_COLUMNS = ("name_fr", "name_ar", "province", "sector")
DIGEST_COLUMNS = ("file", "record", "digest")

# The files the fingerprint covers, and the columns that name a row.
ROW_NAMES = {
    "applications.csv": ("id",),
    "marks.csv": ("application", "reviewer", "criterion"),
    "decisions.csv": ("application",),
}
SEALED = ("rules.json", "applications.csv", "marks.csv", "choice.json", "session.json", "decisions.csv")
DIGEST_SHOWN = 16  # hexadecimal digits of a digest that digests.csv gives: enough to find what changed


@dataclass(frozen=True)
class Contents:
    """What the committee decided on, and what it decided. Applications and reviewers bear pseudonyms.

    `applications`: rows with `number` (the pseudonym), submitted_at, eligible, reason and the columns the rules
    speak of. `reviews`: application, reviewer, marks. `choice`: the outcome of the rules as JSON.
    """

    rules: Mapping[str, Any]
    applications: Sequence[Mapping[str, Any]]
    reviews: Sequence[Mapping[str, Any]]
    choice: Mapping[str, Any]
    session: Mapping[str, Any]
    decisions: Sequence[Row]


def sealed_files(contents: Contents) -> dict[str, bytes]:
    """The files the fingerprint covers."""
    return {
        "rules.json": json_bytes(contents.rules),
        "applications.csv": csv_bytes(*_applications(contents.applications)),
        "marks.csv": csv_bytes(MARK_COLUMNS, _marks(contents.reviews)),
        "choice.json": json_bytes(contents.choice),
        "session.json": json_bytes(contents.session),
        "decisions.csv": csv_bytes(DECISION_COLUMNS, contents.decisions),
    }


def fingerprint(files: Mapping[str, bytes]) -> str:
    """The fingerprint of the sealed files, 64 hexadecimal digits."""
    return fingerprint_of({name: records_of(name, files[name]) for name in SEALED})


def fingerprint_of(records: Mapping[str, Mapping[str, str]]) -> str:
    lines = [
        f"{file}\t{name}\t{digest}"
        for file in SEALED
        for name, digest in sorted(digests_of(file, records[file]).items())
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def digests_of(file: str, records: Mapping[str, str]) -> dict[str, str]:
    """The digest of each record of a file, by name."""
    return {
        name: hashlib.sha256(f"{file}\x1f{name}\x1f{content}".encode()).hexdigest()
        for name, content in records.items()
    }


def records_of(file: str, data: bytes) -> dict[str, str]:
    """Name → content of every record of one of our own files."""
    if file.endswith(".json"):
        return json_records(json.loads(data))
    rows = csv.DictReader(io.StringIO(data.decode(), newline=""))
    return dict(row_record(file, row) for row in rows)


def row_record(file: str, row: Row) -> tuple[str, str]:
    """The name and the content of a table's row; columns in alphabetic order, so that theirs is indifferent."""
    name = " ".join(row[column] for column in ROW_NAMES[file])
    return name, json.dumps(dict(row), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def json_records(content: Mapping[str, Any]) -> dict[str, str]:
    """One record a statement; a list of things that bear a number or a code gives one each."""
    return dict(_json_records(content))


def _json_records(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in content.items():
        names = [_name(item) for item in value] if isinstance(value, list) else []
        if names and all(names) and len(set(names)) == len(names):
            for name, item in zip(names, value, strict=True):
                yield f"{key} {name}", _text(item)
            yield key, _text(names)
        else:
            yield key, _text(value)


def _name(item: Any) -> str:
    return str(item.get("number") or item.get("code") or "") if isinstance(item, dict) else ""


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _applications(rows: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, ...], Iterator[Row]]:
    further = sorted({name for row in rows for name in row} - {"number", *APPLICATION_COLUMNS})
    found = (
        {"id": str(row["number"])}
        | {name: plain(row.get(name, "")) for name in (*APPLICATION_COLUMNS[1:], *further)}
        for row in sorted(rows, key=lambda row: str(row["number"]))
    )
    return (*APPLICATION_COLUMNS, *further), found


def _marks(reviews: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    ordered = sorted(reviews, key=lambda review: (review["application"], review["reviewer"]))
    for review in ordered:
        for criterion, mark in sorted(review["marks"].items()):
            yield {
                "application": review["application"],
                "reviewer": review["reviewer"],
                "criterion": criterion,
                "mark": str(mark),
            }


def plain(value: Any) -> str:
    """A cell on one line: what is true is “yes”, what is not known is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(str(value).split())


def csv_bytes(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def json_bytes(content: Any) -> bytes:
    return (json.dumps(content, sort_keys=True, ensure_ascii=False, indent=1) + "\n").encode()
