"""Conflicts of interest: declared before anything is read, obeyed at once and by everybody."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from mourafaka.calls.models import Application, Call
from mourafaka.foundations.acts import act
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.selection.enums import ASSIGNMENT_FLOW, AssignmentState, ConflictNature
from mourafaka.selection.models import Assignment, ConflictDeclaration
from mourafaka.selection.queries.ties import applications_to_declare
from mourafaka.selection.services.assignment import _leave_reading


@dataclass(frozen=True)
class Tie:
    """What ties a person to a cooperative."""

    nature: str
    note: str = ""


@act("selection.conflicts.declare", rule="selection.declare_conflict")
def declare_sheet(
    call: Call, *, actor: User, listed: Collection[int], conflicts: Mapping[int, Tie]
) -> list[ConflictDeclaration]:
    """The whole sheet at once: a tie with the cooperatives in `conflicts`, none with the others `listed`.

    Both hold keys of cooperatives. A cooperative that applied after the sheet was shown is not in `listed`
    and stays to be declared. A conflict declared earlier stays declared. Readings with a conflict leave this
    person at once; the others open. Answers the declarations written. Refuses `unknown_nature`,
    `conflict_not_of_this_call`.
    """
    for tie in conflicts.values():
        _check(tie.nature)
    applications = {a.cooperative_id: a for a in applications_to_declare(call)}
    if not set(conflicts) <= set(applications):
        raise Refused("conflict_not_of_this_call")
    standing = {row.application_id: row for row in ConflictDeclaration.objects.filter(person=actor)}
    written = []
    for cooperative in sorted(set(applications) & (set(listed) | set(conflicts))):
        application = applications[cooperative]
        tie = conflicts.get(cooperative, Tie(ConflictNature.NONE))
        row = standing.get(application.pk)
        if row is None or (not row.is_conflict and tie.nature != ConflictNature.NONE):
            written.append(_written(row, application, actor, tie))
    _write(written)
    _obey(call, actor)
    return written


@act("selection.conflict.declare", rule="selection.declare_conflict")
def declare_conflict(
    application: Application, *, actor: User, nature: str, note: str = ""
) -> ConflictDeclaration:
    """One conflict, whenever it is discovered: the application vanishes for this person, whatever their role,
    and its reading goes to somebody else. Refuses `unknown_nature`, `conflict_already_declared`.
    """
    _check(nature)
    row = ConflictDeclaration.objects.filter(application=application, person=actor).first()
    if row is not None and row.is_conflict:
        raise Refused("conflict_already_declared")
    row = _written(row, application, actor, Tie(nature, note))
    _write([row])
    _obey(application.call, actor)
    return row


def _check(nature: str) -> None:
    if nature not in ConflictNature.values or nature == ConflictNature.NONE:
        raise Refused("unknown_nature", nature=nature)


def _written(
    row: ConflictDeclaration | None, application: Application, person: User, tie: Tie
) -> ConflictDeclaration:
    row = row or ConflictDeclaration(application=application, person=person)
    row.nature, row.note = tie.nature, tie.note[:300]
    return row


def _write(rows: list[ConflictDeclaration]) -> None:
    ConflictDeclaration.objects.bulk_create([row for row in rows if row.pk is None])
    for row in rows:
        if row.is_conflict:
            row.save()


def _obey(call: Call, person: User) -> None:
    """Readings in conflict are left and given to somebody else; those declared free open."""
    declared = {
        row.application_id: row for row in ConflictDeclaration.objects.of_call(call).filter(person=person)
    }
    held = Assignment.objects.of_call(call).in_force().filter(reviewer=person)
    for assignment in held.select_for_update(of=("self",)).select_related("application__call"):
        row = declared.get(assignment.application_id)
        if row is None:
            continue
        if row.is_conflict:
            _leave_reading(assignment, verb="declare_conflict")
        elif assignment.state == AssignmentState.TO_DECLARE:
            assignment.state = ASSIGNMENT_FLOW.target("declare_none", assignment.state)
            assignment.save(update_fields=["state"])
