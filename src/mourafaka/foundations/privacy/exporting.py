"""A person's data, all of it, as a ZIP: data.json and the files it names."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from django.db.models import Model

from mourafaka.foundations import clock
from mourafaka.foundations.journal import jsonable, reference
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.privacy import declared
from mourafaka.foundations.privacy.models import Consent
from mourafaka.foundations.privacy.people import held, with_others

SECRET = {"password", "rib_encrypted", "rib_index", "search_text", "search_sounds", "name_key"}


def data_of(record: Model) -> tuple[dict[str, Any], list[StoredFile]]:
    """What is held of a person, by treatment, and the files."""
    files: dict[int, StoredFile] = {}
    treatments: dict[str, Any] = {}
    for each in (one for hers in with_others(record) for one in held(hers)):
        related = [name for name in each.group.names if each.group.table._meta.get_field(name).is_relation]
        found = each.rows.select_related(*related).order_by("pk") if related else each.rows.order_by("pk")
        rows = [_row(row, each.group.names, files) for row in found]
        if rows:
            named = treatments.setdefault(_title(each.group.of), {})
            named.setdefault(str(each.group.table._meta.verbose_name), []).extend(rows)
    told = {
        "record": reference(record),
        "exported_at": jsonable(clock.now()),
        "data": treatments,
        "consents": [_consent(each) for each in Consent.objects.filter(about=reference(record))],
    }
    return told, list(files.values())


def archive(record: Model) -> bytes:
    told, files = data_of(record)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("data.json", json.dumps(told, ensure_ascii=False, indent=1))
        for file in files:
            if file.erased_at is None:
                packed.writestr(_name(file), file.read())
    return buffer.getvalue()


def _row(row: Any, names: tuple[str, ...], files: dict[int, StoredFile]) -> dict[str, Any]:
    told: dict[str, Any] = {"id": row.pk}
    for name in names:
        value = None if name in SECRET else getattr(row, name)
        if isinstance(value, StoredFile):
            files[value.pk] = value
            value = _name(value)
        if value not in (None, "", [], {}):
            told[str(row._meta.get_field(name).verbose_name)] = _told(value)
    if getattr(row, "rib_encrypted", "") and "rib_encrypted" in names:
        told["RIB"] = row.rib_masked
    return told


def _told(value: Any) -> Any:
    return str(value) if isinstance(value, Model) else jsonable(value)


def _name(file: StoredFile) -> str:
    plain = "".join(c if c.isalnum() or c in ".-_" else "_" for c in file.name)
    return f"files/{file.pk}-{plain[:80]}"


def _title(code: str) -> str:
    return next(str(each.title) for each in declared.treatments() if each.code == code)


def _consent(consent: Consent) -> dict[str, Any]:
    return {
        "text": consent.text,
        "version": consent.version,
        "language": consent.language,
        "given_at": jsonable(consent.given_at),
    }
