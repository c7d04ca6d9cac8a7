"""An act over many cases: previewed, done in steps of a few rows, and undone while nothing followed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from mourafaka.calls.enums import ApplicationState
from mourafaka.calls.services import admit, reopen
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.refusals import Refused
from mourafaka.instruction.enums import BatchKind, BatchState
from mourafaka.instruction.models import Batch, Case, Correction
from mourafaka.instruction.services.cases import assign_case
from mourafaka.instruction.services.corrections import ask_corrections, cancel_corrections
from mourafaka.people.models import User

ROWS_AT_A_TIME = 25


@act("instruction.batch.start", rule="instruction.handle_case")
def start_batch(
    cases: Sequence[Case],
    *,
    actor: User,
    kind: str,
    officer: User | None = None,
    target: str = "",
    why: str = "",
    text: str = "",
    due_on: date | None = None,
) -> Batch:
    """Begin to assign (`officer`), ask one correction (`target`, `why`, `text`, `due_on`) or admit the cases.

    Each row is an act of its own, done by `carry_on`; one that is refused keeps its reason and stops no other.
    Refuses `batch_nothing_chosen`, `batch_kind_unknown`, `batch_without_officer`.
    """
    if not cases:
        raise Refused("batch_nothing_chosen")
    if kind not in BatchKind.values:
        raise Refused("batch_kind_unknown", kind=kind)
    if kind == BatchKind.ASSIGN and officer is None:
        raise Refused("batch_without_officer", field="officer")
    options: dict[str, Any] = {"officer": officer.pk if officer else None}
    if kind == BatchKind.ASK:
        options = {
            "target": target,
            "kind": why,
            "text": text,
            "due_on": due_on.isoformat() if due_on else "",
        }
    rows = [
        {"case": case.pk, "number": case.application.number, "before": case.officer_id, "problem": ""}
        for case in cases
    ]
    return Batch.objects.create(
        kind=kind, options=options, rows=rows, started_by=actor, started_at=clock.now()
    )


@act("instruction.batch.carry_on", rule="instruction.run_batch")
def carry_on(batch: Batch, *, actor: User, rows: int = ROWS_AT_A_TIME) -> Batch:
    """The next rows; done when none is left. A second run of the same step finds nothing to do."""
    current = Batch.objects.select_for_update().get(pk=batch.pk)
    if current.state != BatchState.RUNNING:
        return current
    upcoming = current.rows[current.done : current.done + rows]
    scope = Case.objects.visible_to(actor).select_related("application__call", "application__cooperative")
    cases = scope.in_bulk([row["case"] for row in upcoming])
    for row in upcoming:
        _do(current, row, cases.get(row["case"]), actor)
    current.done += len(upcoming)
    if current.done >= len(current.rows):
        current.state = BatchState.DONE
    current.save()
    return current


@act("instruction.batch.undo", rule="instruction.undo_batch")
def undo_batch(batch: Batch, *, actor: User) -> Batch:
    """Put every row back as it was, all or none: nothing may have followed on any of them.

    Refuses `batch_running`, `batch_already_undone`, `batch_followed`.
    """
    current = Batch.objects.select_for_update().get(pk=batch.pk)
    if current.state == BatchState.RUNNING:
        raise Refused("batch_running")
    if current.state == BatchState.UNDONE:
        raise Refused("batch_already_undone")
    done = [row for row in current.rows if not row["problem"]]
    scope = Case.objects.visible_to(actor).select_related("application__call", "application__cooperative")
    cases = scope.select_for_update(of=("self",)).in_bulk([row["case"] for row in done])
    followed = [
        row["number"]
        for row in done
        if row["case"] not in cases or cases[row["case"]].version != row["version"]
    ]
    if followed:
        raise Refused("batch_followed", numbers=", ".join(followed[:10]))
    for row in done:
        _undo(current, row, cases[row["case"]], actor)
    current.state = BatchState.UNDONE
    current.save()
    return current


def _do(batch: Batch, row: dict[str, Any], case: Case | None, actor: User) -> None:
    try:
        if case is None:
            raise Refused("not_allowed")
        with transaction.atomic():
            row["corrections"] = [each.pk for each in _act(batch, case, actor)]
    except Refused as refused:
        row["problem"] = str(refused)
        return
    row["version"] = Case.objects.values_list("version", flat=True).get(pk=row["case"])


def _act(batch: Batch, case: Case, actor: User) -> list[Correction]:
    options = batch.options
    if batch.kind == BatchKind.ASSIGN:
        assign_case(case, actor=actor, officer=User.objects.get(pk=options["officer"]))
    elif batch.kind == BatchKind.ADMIT:
        admit(case.application, actor=actor)
    else:
        asked = [{name: options[name] for name in ("target", "kind", "text")}]
        due_on = date.fromisoformat(options["due_on"])
        return list(ask_corrections(case, actor=actor, asked=asked, due_on=due_on))
    return []


def _undo(batch: Batch, row: dict[str, Any], case: Case, actor: User) -> None:
    if batch.kind == BatchKind.ASSIGN:
        assign_case(case, actor=actor, officer=User.objects.filter(pk=row["before"]).first())
    elif batch.kind == BatchKind.ADMIT:
        if case.application.state != ApplicationState.ADMISSIBLE:
            raise Refused("batch_followed", numbers=row["number"])
        reopen(case.application, actor=actor, reason=str(batch))
    else:
        made = list(Correction.objects.filter(pk__in=row["corrections"]))
        cancel_corrections(case, actor=actor, corrections=made)
