"""The journal: append-only, hash-chained, one row per act.

hash = SHA-256 of the canonical JSON of the row's fields and of the hash before it, so removing, reordering
or rewriting a row breaks the chain at that row. Records that are `Sealed` also leave their content here;
`altered_records` compares the database with it. What may be personal is not in the row itself (see `withheld`).
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.apps import apps
from django.core.files.base import File
from django.db import models
from django.utils import timezone

from mourafaka.foundations import withheld
from mourafaka.foundations.locks import Locked
from mourafaka.foundations.models import JournalEntry, JournalHead
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.seals import Sealed
from mourafaka.foundations.writing import insert, write

GENESIS = "0" * 64


def reference(thing: Any) -> str:
    """`room.model:key` of a record; empty for nothing."""
    if thing is None:
        return ""
    if isinstance(thing, models.Model):
        return f"{thing._meta.label_lower}:{thing.pk}"
    return plain_text(thing)[:200]


def dereference(ref: str) -> models.Model | None:
    label, _, key = ref.partition(":")
    return apps.get_model(label)._default_manager.filter(pk=key).first() if key else None


def plain_text(value: Any) -> str:
    return str(value).replace("\x00", "")  # PostgreSQL's JSON has no place for NUL


def jsonable(value: Any) -> Any:
    """Values as both databases keep them: text, whole numbers, lists, objects."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, models.Model):
        return reference(value)
    if isinstance(value, Enum):
        return jsonable(value.value)
    if isinstance(value, datetime):
        return value.astimezone(timezone.get_fixed_timezone(0)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | float | uuid.UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {plain_text(key): jsonable(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return jsonable(asdict(value))
    if isinstance(value, File):
        return {"file": plain_text(value.name), "bytes": value.size}
    if isinstance(value, models.QuerySet):
        return [reference(item) for item in value]
    if isinstance(value, list | tuple):
        return [jsonable(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((jsonable(item) for item in value), key=str)
    return plain_text(value)


def canonical(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(entry: JournalEntry) -> str:
    content = {
        "sequence": entry.sequence,
        "act_id": str(entry.act_id),
        "at": jsonable(entry.at),
        "verb": entry.verb,
        "door": entry.door,
        "actor": entry.actor,
        "subject": entry.subject,
        "result": entry.result,
        "facts": entry.facts,
        "seals": entry.seals,
        "previous_hash": entry.previous_hash,
    }
    return hashlib.sha256(canonical(content)).hexdigest()


def record(
    *,
    act_id: uuid.UUID,
    verb: str,
    door: str,
    actor: Any,
    subject: Any,
    facts: Mapping[str, Any],
    result: Any,
) -> JournalEntry:
    """Append a row. The head's row lock makes the sequence gapless when several people act at once."""
    head = _locked_head()
    beside = withheld.Withholding(jsonable)
    entry = JournalEntry(
        sequence=head.sequence + 1,
        act_id=act_id,
        at=timezone.now(),
        verb=verb,
        door=door,
        actor=reference(actor),
        subject=reference(subject),
        result=_result_references(result),
        facts={name: beside.split(value, name) for name, value in facts.items()},
        seals={reference(item): beside.split(item.seal()) for item in _sealed(result)},
        previous_hash=head.hash,
    )
    entry.hash = digest(entry)
    insert([entry])
    beside.keep(entry.sequence)
    head.sequence, head.hash = entry.sequence, entry.hash
    write([head], "sequence", "hash")
    return entry


_head = Locked(JournalHead)


def _locked_head() -> JournalHead:
    try:
        return _head.of_key(1)
    except JournalHead.DoesNotExist:
        JournalHead.objects.get_or_create(pk=1, defaults={"hash": GENESIS})
        return _head.of_key(1)


def facts_of(entries: Iterable[JournalEntry]) -> dict[int, dict[str, Any]]:
    """What the acts told, by sequence; None stands for what was erased since."""
    read = list(entries)
    rows = withheld.rows_of(*(entry.facts for entry in read))
    return {entry.sequence: withheld.opened(entry.facts, rows) for entry in read}


def replayed(act_id: uuid.UUID, *, verb: str, actor: Any) -> JournalEntry | None:
    """The row of an act already done under this id; the id of another person's or another act is refused."""
    entry = JournalEntry.objects.filter(act_id=act_id).first()
    if entry is not None and (entry.verb, entry.actor) != (verb, reference(actor)):
        raise Refused("already_done")
    return entry


def answer(entry: JournalEntry) -> Any:
    """What the act had returned: a record, a list of records, or nothing."""
    if isinstance(entry.result, list):
        return [dereference(ref) for ref in entry.result]
    if entry.result == "other":
        raise Refused("already_done")
    return dereference(entry.result) if entry.result else None


def _result_references(result: Any) -> str | list[str]:
    if result is None:
        return ""
    if isinstance(result, models.Model):
        return reference(result)
    if isinstance(result, list | tuple) and all(isinstance(item, models.Model) for item in result):
        return [reference(item) for item in result]
    return "other"


def _sealed(result: Any) -> Iterator[Any]:
    candidates: Iterable[Any] = (
        result if isinstance(result, list | tuple) else [result, *getattr(result, "sealed_objects", ())]
    )
    return (item for item in candidates if isinstance(item, Sealed))


@dataclass(frozen=True)
class Break:
    """A journal row that is not what was written: `sequence` and what is wrong with it."""

    sequence: int
    reason: str  # "content" | "order" | "withheld"


def breaks() -> list[Break]:
    """Every place where the chain does not hold; empty when the journal is whole."""
    found: list[Break] = []
    expected, previous = 1, GENESIS
    for entry in JournalEntry.objects.order_by("sequence").iterator(chunk_size=2000):
        if entry.sequence != expected or entry.previous_hash != previous:
            found.append(Break(entry.sequence, "order"))
        if digest(entry) != entry.hash:
            found.append(Break(entry.sequence, "content"))
        expected, previous = entry.sequence + 1, entry.hash
    head = JournalHead.objects.filter(pk=1).first()
    if head is not None and (head.sequence, head.hash) != (expected - 1, previous):
        found.append(Break(expected, "order"))
    return found + [Break(sequence, "withheld") for sequence in withheld.altered()]


@dataclass(frozen=True)
class Alteration:
    """A sealed record whose content is not what the journal saw last."""

    record: str
    field: str
    sealed: Any
    found: Any


def altered_records() -> list[Alteration]:
    """Compare every sealed record with its last seal; a record that vanished is an alteration too."""
    last: dict[str, dict[str, Any]] = {}
    entries = JournalEntry.objects.exclude(seals={}).order_by("sequence")
    for seals in entries.values_list("seals", flat=True).iterator(chunk_size=2000):
        last.update(seals)
    rows = withheld.rows_of(*last.values())
    found: list[Alteration] = []
    for label in sorted({ref.partition(":")[0] for ref in last}):
        keys = [ref.partition(":")[2] for ref in last if ref.startswith(f"{label}:")]
        present = apps.get_model(label)._default_manager.in_bulk([int(key) for key in keys])
        for key in keys:
            found += _compare(f"{label}:{key}", last[f"{label}:{key}"], present.get(int(key)), rows)
    return found


def _compare(ref: str, sealed: dict[str, Any], record: Any, rows: Mapping[str, Any]) -> list[Alteration]:
    if record is None:
        return [] if sealed == {} else [Alteration(ref, "", "present", "missing")]
    found = jsonable(record.seal())
    return [
        Alteration(ref, name, withheld.opened(sealed.get(name), rows), found.get(name))
        for name in sorted(sealed.keys() | found.keys())
        if not withheld.agrees(sealed.get(name), found.get(name), rows)
    ]
