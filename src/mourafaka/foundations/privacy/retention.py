"""Data kept no longer than said: each treatment's months, counted from the end its rooms declare."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from mourafaka.engine.periods import add_months
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.journal import reference
from mourafaka.foundations.models import Erasure
from mourafaka.foundations.privacy import declared
from mourafaka.foundations.privacy.declared import End, Treatment
from mourafaka.foundations.privacy.people import Recognised
from mourafaka.foundations.privacy.services import erase_person
from mourafaka.foundations.privacy.wiping import Wiping
from mourafaka.foundations.refusals import Refused

NOBODY = Recognised((), ())


def limit(treatment: Treatment, now: datetime) -> datetime:
    """The moment before which a purpose must have ended."""
    day = add_months(timezone.localdate(now), -treatment.months)
    return timezone.make_aware(datetime.combine(day, time()))


@dataclass(frozen=True)
class Applied:
    """What one rule of retention did, or would do."""

    treatment: str
    model: str
    rows: int
    files: int

    def told(self) -> dict[str, Any]:
        return asdict(self)


def apply_every_rule(*, actor: Any, dry_run: bool = False, now: datetime | None = None) -> list[Applied]:
    """Each rule in its own transaction. A dry run does the same and takes it back, so that its figures are true."""
    done = []
    for treatment in declared.treatments():
        for model in dict.fromkeys(end.model for end in declared.ends_of(treatment.code)):
            with transaction.atomic():
                records = apply_retention(treatment.code, actor=actor, model=model, now=now)
                transaction.set_rollback(dry_run)
            erasures = [each for each in records if isinstance(each, Erasure)]
            rows, files = sum(each.rows for each in erasures), sum(each.files for each in erasures)
            done.append(Applied(treatment.code, model, rows, files))
    return done


@act("privacy.retention.apply", rule="privacy.retain")
def apply_retention(treatment: str, *, actor: Any, model: str, now: datetime | None = None) -> list[Erasure]:
    """Apply one treatment's rules to one table: what served more months ago than said is emptied, removed or
    erased. What cannot be erased yet stays until the next time. Refuses nothing."""
    about = next(each for each in declared.treatments() if each.code == treatment)
    done = []
    for end in declared.ends_of(treatment):
        if end.model == model:
            rows = end.served(limit(about, now or clock.now()))
            done += HOW[end.how](end, rows, actor)
    return done


def _empty(end: End, rows: Any, actor: Any) -> list[Any]:
    wiping = Wiping(f"{end.of}:{end.model}")
    found = list(rows)
    for group in declared.groups_of(declared.apps.get_model(end.model)):
        if group.of == end.of:
            wiping.empty(group, found)
    refs = {reference(row) for row in found if (type(row), row.pk) in wiping.touched}
    if refs:
        wiping.forget_told(NOBODY, refs)
    return _finished(wiping)


def _remove(end: End, rows: Any, actor: Any) -> list[Any]:
    count, _models = rows.delete()
    return [Erasure.objects.create(about=f"{end.of}:{end.model}", rows=count)] if count else []


def _erase(end: End, rows: Any, actor: Any) -> list[Any]:
    done: list[Any] = []
    for record in rows:
        if Erasure.objects.filter(about=reference(record)).exists():
            continue
        try:
            erased = erase_person(record, actor=actor)
        except Refused:
            continue
        done.append(erased.erasure)
    return done


def _forget_values(end: End, rows: Any, actor: Any) -> list[Any]:
    wiping = Wiping(f"{end.of}:{end.model}")
    count = wiping.forget_values(rows)
    return _finished(wiping, count)


def _finished(wiping: Wiping, rows: int = 0) -> list[Any]:
    """The erasure and what must be sealed anew; nothing when nothing was past its time."""
    if not (rows or wiping.touched or wiping.files):
        wiping.erasure.delete()
        return []
    wiping.finish(more_rows=rows)
    return wiping.sealed()


HOW = {"empty": _empty, "remove": _remove, "person": _erase, "values": _forget_values}
