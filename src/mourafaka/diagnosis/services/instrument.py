"""Versions of the instrument: imported as drafts, put in force by headquarters."""

from __future__ import annotations

from django.core.files.base import File
from django.db.models import Max

from mourafaka.diagnosis.models import Instrument
from mourafaka.diagnosis.xlsform import read_workbook
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User


@act("diagnosis.instrument.import", rule="diagnosis.manage_instrument")
def import_instrument(base: Instrument, *, actor: User, workbook: File, note: str = "") -> Instrument:
    """A new version, as a draft, from an edited XLSForm workbook; what the workbook does not say (code, licence)
    comes from `base`. Refuses `instrument_workbook_wrong` (sheet, row and column of the first fault) and
    `instrument_unchanged`."""
    found = read_workbook(workbook, base.data)
    if found.problems:
        raise Refused("instrument_workbook_wrong", count=len(found.problems), first=str(found.problems[0]))
    last = Instrument.objects.filter(code=base.code).aggregate(last=Max("version"))["last"] or 0
    data = {**found.data, "version": last + 1}
    if {**base.data, "version": last + 1} == data:
        raise Refused("instrument_unchanged", instrument=str(base))
    return Instrument.objects.create(
        code=base.code, version=last + 1, data=data, note=note.strip()[:300], made_by=actor
    )


@act("diagnosis.instrument.put_in_force", rule="diagnosis.manage_instrument")
def put_in_force(instrument: Instrument, *, actor: User) -> Instrument:
    """New assessments use this version from now on; those begun keep theirs. Refuses `already_in_force`."""
    current = Instrument.objects.select_for_update(of=("self",)).get(pk=instrument.pk)
    if current == Instrument.objects.in_force():
        raise Refused("already_in_force", instrument=str(current))
    current.in_force_at = clock.now()
    current.save(update_fields=["in_force_at"])
    return current
