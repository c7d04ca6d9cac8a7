"""Personal fields emptied: in the rows themselves, in their history, and wherever a text names the person.

Rows stay and so do counts, amounts, dates and states: only what says who or what somebody wrote goes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, models, transaction
from django.db.models import Model, Q
from django.db.models.functions import Cast

from mourafaka.foundations.append_only import lifted
from mourafaka.foundations.files import ERASED, erase_files
from mourafaka.foundations.journal import reference
from mourafaka.foundations.models import Erasure, JournalEntry, OutboxMessage, StoredFile, WithheldValue
from mourafaka.foundations.privacy import declared
from mourafaka.foundations.privacy.declared import Group
from mourafaka.foundations.privacy.people import Recognised
from mourafaka.foundations.seals import Sealed
from mourafaka.foundations.withheld import commitments


class Wiping:
    """One erasure under way: what it touched, so that it can be counted and sealed anew."""

    def __init__(self, about: str) -> None:
        self.erasure = Erasure.objects.create(about=about[:120])
        self.touched: set[tuple[type[Model], Any]] = set()
        self.files: set[int] = set()

    def empty(self, group: Group, rows: Iterable[Any]) -> None:
        """Empty the fields of a group in these rows and in what they were before."""
        table = group.table
        with lifted(table._meta.db_table):
            for row in rows:
                self._empty_row(table, group.names, row)
        history = getattr(table, "history", None)
        if history is not None:
            keys = [key for model, key in self.touched if model is table]
            names = [name for name in group.names if _has(history.model, name)]
            for row in history.model._base_manager.filter(**{f"{table._meta.pk.attname}__in": keys}):
                self._empty_row(history.model, names, row, seen=False)

    def _empty_row(self, table: type[Model], names: Iterable[str], row: Any, *, seen: bool = True) -> None:
        changes: dict[str, Any] = {}
        for name in names:
            column: Any = table._meta.get_field(name)
            if column.is_relation:
                if column.related_model is StoredFile and getattr(row, column.attname):
                    self._erase_file(getattr(row, column.attname))
            else:
                changes[name] = emptied(column, row.pk)
        if any(getattr(row, name) not in (value, ERASED) for name, value in changes.items()):
            _write(table, row, changes)
            self.touched |= {(table, row.pk)} if seen else set()

    def _erase_file(self, key: int) -> None:
        if StoredFile.objects.filter(pk=key, erased_at=None).exists():
            self.files.add(key)

    def sweep(self, known: Recognised, own: Model | None = None) -> None:
        """Take the person's names and addresses out of every text that is declared personal."""
        if not known.written:
            return
        for table, names in _texts():
            about = declared.subjects().get(table._meta.label)
            hers = set(names)
            if about is not None:  # the name of somebody else, who may bear the same
                hers -= set(about.names)
                self._sweep_columns(table, set(about.names) & set(names), known, linked=_linked(about, own))
            self._sweep_columns(table, hers, known)
            history = getattr(table, "history", None)
            if history is not None:
                past = {name for name in names if _has(history.model, name)} | {"history_change_reason"}
                self._sweep_columns(history.model, past, known, linked=_linked(about, own, table))

    def _sweep_columns(
        self, table: type[Model], names: set[str], known: Recognised, linked: Q | None = None
    ) -> None:
        pattern = known.pattern()
        if not names or pattern is None:
            return
        casts = {f"text_of_{name}": Cast(name, models.TextField()) for name in names}
        mentioned = Q()
        for way in known.written:
            for written in {way, json.dumps(way)[1:-1]}:
                for alias in casts:
                    mentioned |= Q(**{f"{alias}__icontains": written})
        rows = table._base_manager.annotate(**casts).filter(mentioned)
        with lifted(table._meta.db_table):
            for row in list(rows.filter(linked) if linked is not None else rows):
                values = {name: getattr(row, name) for name in names}
                changes = {name: _replaced(value, pattern) for name, value in values.items()}
                changes = {name: value for name, value in changes.items() if value != values[name]}
                if changes:
                    table._base_manager.filter(pk=row.pk).update(**changes)
                    self.touched.add((table, row.pk))

    def forget_told(self, known: Recognised, refs: set[str]) -> None:
        """Erase what the journal keeps beside it about these records, or naming this person."""
        pattern = known.pattern()
        keys = set()
        if pattern is not None:
            for row in WithheldValue.objects.filter(erasure=None).iterator(2000):
                if pattern.search(json.dumps(row.value, ensure_ascii=False)):
                    keys.add(row.commitment)
        for entry in JournalEntry.objects.filter(Q(subject__in=refs) | Q(result__in=refs)):
            keys |= set(commitments(entry.facts))
            keys |= {key for ref in refs & entry.seals.keys() for key in commitments(entry.seals[ref])}
        self.forget_values(WithheldValue.objects.filter(pk__in=keys))

    def forget_values(self, values: Any) -> int:
        return int(values.filter(erasure=None).update(salt="", value=None, erasure=self.erasure))

    def forget_messages(self, known: Recognised, refs: set[str]) -> None:
        """Messages to this person, or about these records: their address, text and document."""
        hers = Q(about__in=refs)
        for address in known.addresses:
            hers |= Q(recipient__iexact=address)
        for group in declared.groups_of(OutboxMessage):
            self.empty(group, list(OutboxMessage.objects.filter(hers)))

    def finish(self, *, more_rows: int = 0) -> Erasure:
        """Erase the files, empty the caches once this is kept, and count."""
        count = erase_files(StoredFile.objects.filter(pk__in=self.files))
        transaction.on_commit(cache.clear)
        self.erasure.rows, self.erasure.files = len(self.touched) + more_rows, count
        self.erasure.save(update_fields=["rows", "files"])
        return self.erasure

    def sealed(self) -> list[Any]:
        """The sealed records that are no longer what they were: those touched, and those that hold a touched row."""
        found: dict[str, Any] = {}
        for table, key in sorted(self.touched, key=str):
            row = table._base_manager.filter(pk=key).first()
            parents = [
                getattr(row, column.name)
                for column in table._meta.concrete_fields
                if column.is_relation and issubclass(_related(column), Sealed)
            ]
            found |= {reference(each): each for each in [row, *parents] if isinstance(each, Sealed)}
        return [self.erasure, *found.values()]


def _write(table: type[Model], row: Any, changes: dict[str, Any]) -> None:
    """Empty the columns; where a constraint wants something there, a word stands for what was said."""
    rows = table._base_manager.filter(pk=row.pk)
    try:
        with transaction.atomic():
            rows.update(**changes)
    except IntegrityError:
        said = {name: ERASED for name, value in changes.items() if value == "" and getattr(row, name)}
        rows.update(**{**changes, **said})


def forget_sent(known: Recognised) -> None:
    """The copies of messages kept as files, where no server took them away."""
    pattern = known.pattern()
    folders = (Path(settings.DATA_FOLDER) / "outbox", Path(settings.EMAIL_FILE_PATH))
    for path in {path for folder in folders for path in folder.rglob("*") if path.is_file()}:
        if pattern is not None and pattern.search(path.read_text(errors="ignore")):
            transaction.on_commit(lambda path=path: path.unlink(missing_ok=True))  # type: ignore[misc]


def emptied(column: Any, key: Any) -> Any:
    """What stands in a column instead of what was said: nothing, or a word where something must stand."""
    if column.has_default():
        return column.get_default()
    if column.null and not isinstance(column, models.EmailField):
        return None
    if isinstance(column, models.EmailField):
        return f"efface-{key}@erased.invalid"
    if isinstance(column, models.JSONField):
        return {}
    if isinstance(column, models.CharField | models.TextField):
        return "" if column.blank else f"[effacé {key}]"[: column.max_length]
    return 0


def _replaced(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(ERASED, value)
    if isinstance(value, dict):
        return {_replaced(name, pattern): _replaced(item, pattern) for name, item in value.items()}
    return [_replaced(item, pattern) for item in value] if isinstance(value, list) else value


def _texts() -> Iterator[tuple[type[Model], list[str]]]:
    """Every table with its personal columns that hold text; the journal's row itself holds none."""
    told: dict[str, set[str]] = {}
    for group in declared.groups():
        told.setdefault(group.model, set()).update(group.names)
    for label, names in told.items():
        table = declared.apps.get_model(label)
        if table not in (JournalEntry, WithheldValue):  # what is beside the journal is forgotten whole
            yield table, sorted(name for name in names if _is_text(table._meta.get_field(name)))


def _is_text(column: Any) -> bool:
    return isinstance(column, models.CharField | models.TextField | models.JSONField)


def _linked(about: Any, own: Model | None, table: type[Model] | None = None) -> Q | None:
    """The rows of a table of people that are `own`'s too; none when nothing links them."""
    if about is None:
        return None
    for label, way in about.linked:
        if own is not None and label == own._meta.label:
            keys = about.table._base_manager.filter(**{way: own.pk}).values("pk")
            return Q(**{"id__in" if table is not None else "pk__in": list(keys.values_list("pk", flat=True))})
    return Q(pk__in=[])


def _related(column: Any) -> type:
    found: type = column.related_model
    return found


def _has(table: type[Model], name: str) -> bool:
    return any(column.name == name for column in table._meta.concrete_fields)
