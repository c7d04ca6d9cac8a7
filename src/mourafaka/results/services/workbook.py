"""The steps of leaving the spreadsheets: send the workbook, answer, import. Everything sent is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from mourafaka.engine.workbook import MODULES, SESSIONS, Member, Track
from mourafaka.foundations import clock, files
from mourafaka.foundations.acts import act
from mourafaka.foundations.refusals import Refused
from mourafaka.registry.models import Cooperative
from mourafaka.registry.services import register_cooperative
from mourafaka.results.models import ImportedProgress, WorkbookImport, WorkbookState
from mourafaka.results.queries.workbook import Becoming, Preview, understood
from mourafaka.territory.models import Province, Sector
from mourafaka.territory.names import Gazetteer

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CENT = Decimal("0.01")


@act("results.workbook.send", rule="results.import_workbook", secret=("content",))
def send_workbook(name: str, *, actor: Any, content: bytes) -> WorkbookImport:
    """Keep the file under `name`; the same file sent again is the same import, and nothing changes.

    Refuses with `workbook_unreadable` and the sheet or column at fault.
    """
    digest = hashlib.sha256(content).hexdigest()
    earlier = WorkbookImport.objects.filter(sha256=digest, sent_by=actor).first()
    if earlier is not None:
        return earlier
    understood(content)
    stored = files.store(content, name=name, content_type=XLSX)
    return WorkbookImport.objects.create(file=stored, sha256=digest, sent_by=actor, sent_at=clock.now())


@act("results.workbook.answer", rule="results.import_workbook")
def answer_workbook(batch: WorkbookImport, *, actor: Any, answers: Mapping[str, str]) -> WorkbookImport:
    """Say what cells mean and which cooperatives they are; "" takes an earlier answer back.

    Keys: "cell|sheet|row|column", "sector|text", "same|identifier" (a code, or "new"). Refuses a key that is no
    question of this workbook, and everything once it is imported.
    """
    current = _locked(batch)
    known = Preview(current).may_answer() | set(current.answers)
    for key in answers:
        if key not in known:
            raise Refused("workbook_answer_unknown", key=key[:80])
    said = {**current.answers, **{key: text.strip() for key, text in answers.items()}}
    current.answers = {key: text for key, text in said.items() if text}
    current.save(update_fields=["answers"])
    return current


@act("results.workbook.import", rule="results.import_workbook")
def import_workbook(batch: WorkbookImport, *, actor: Any) -> WorkbookImport:
    """Register the cooperatives that are new and keep every row's progress, all or nothing.

    What waits for an answer, or is refused by the register, is kept with its reason and counts in the figures.
    Refuses a workbook already imported.
    """
    current = _locked(batch)
    preview = Preview(current)
    sectors = {sector.code: sector for sector in Sector.objects.all()}
    provinces = Province.objects.in_bulk()
    codes = [line.code for line in preview.becoming if line.code]
    known = {found.code: found for found in Cooperative.objects.visible_to(actor).filter(code__in=codes)}
    rows = []
    for position, line in enumerate(preview.becoming, start=1):
        cooperative, reason = known.get(line.code), line.waits_for
        if line.code and cooperative is None:
            reason = reason or "not_found"
        if not line.code and not reason:
            cooperative, reason = _registered(line, actor, provinces, sectors)
        rows.append(
            _progress(current, position, line, preview, provinces, None if reason else cooperative, reason)
        )
    ImportedProgress.objects.bulk_create(rows, batch_size=200)
    current.kept = [
        {"sheet": kept.sheet, "row": kept.row, "why": kept.why, "cells": dict(kept.raw)}
        for kept in preview.workbook.kept
    ]
    current.state, current.imported_at = WorkbookState.IMPORTED, clock.now()
    current.save(update_fields=["state", "imported_at", "kept"])
    return current


def _locked(batch: WorkbookImport) -> WorkbookImport:
    current = WorkbookImport.objects.select_for_update(of=("self",)).select_related("file").get(pk=batch.pk)
    if current.state == WorkbookState.IMPORTED:
        raise Refused("workbook_imported")
    return current


def _registered(
    line: Becoming, actor: Any, provinces: Mapping[str, Province], sectors: Mapping[str, Sector]
) -> tuple[Cooperative | None, str]:
    """The cooperative under its new code; or why the register does not take it."""
    member = line.member
    values = {
        **_name(member.name),
        "sector": sectors[line.sector],
        "women_led": bool(member.women_led),
        **_branch(member.branch, line.sector, sectors),
    }
    try:
        with transaction.atomic():
            made = register_cooperative(
                provinces[member.province.code],
                actor=actor,
                values=values,
                counts=_counts(member),
                counted_on=clock.today(),
                even_if_alike=True,  # asked and answered in the preview
            )
    except Refused as refused:
        return None, refused.code[:40]
    return made, ""


def _name(name: str) -> dict[str, str]:
    arabic = any("\u0600" <= letter <= "\u06ff" for letter in name)
    return {"name_ar" if arabic else "name_fr": name[:200]}


def _branch(written: str, sector: str, sectors: Mapping[str, Sector]) -> dict[str, Sector]:
    """A branch that the register knows; any other stays in the raw row."""
    code = Gazetteer("branch", sector).recognise(written).code if written else ""
    return {"branch": sectors[code]} if code else {}


def _counts(member: Member) -> dict[str, int | None] | None:
    """The membership count, when it does not contradict itself."""
    parts = {"women": member.women, "graduates": member.graduates, "disabled": member.disabled}
    total = member.members
    if not total or any(part is not None and part > total for part in parts.values()):
        return None
    return {"members_total": total, **parts}


def _progress(
    batch: WorkbookImport,
    position: int,
    line: Becoming,
    preview: Preview,
    provinces: Mapping[str, Province],
    cooperative: Cooperative | None,
    reason: str,
) -> ImportedProgress:
    member = line.member
    training = preview.workbook.training.get(member.id)
    coaching = preview.workbook.coaching.get(member.id)
    modules = list(training.present) if training else [None] * len(MODULES)
    sessions = list(coaching.present) if coaching else [None] * len(SESSIONS)
    tracks: dict[str, Member | Track | None] = {
        "cooperatives": member,
        "formation": training,
        "coaching": coaching,
    }
    return ImportedProgress(
        batch=batch,
        position=position,
        source_id=member.id[:80],
        name=member.name,
        cooperative=cooperative,
        not_registered_because=reason,
        province=provinces.get(member.province.code),
        province_written="" if member.province.code else member.province.name,
        women_led=member.women_led,
        members=member.members,
        women=member.women,
        turnover_mad=member.turnover_mad,
        modules=modules,
        sessions=sessions,
        modules_attended=sum(there is True for there in modules),
        sessions_held=sum(there is True for there in sessions),
        rows={sheet: track.row for sheet, track in tracks.items() if track},
        raw={sheet: dict(track.raw) for sheet, track in tracks.items() if track},
    )
