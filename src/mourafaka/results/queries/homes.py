"""What awaits each person, as lists of one kind: a day, a name, why, and the one page where it is done."""

from __future__ import annotations

from typing import Any

from mourafaka.people.enums import Role
from mourafaka.results.queries import homes_cooperative as own
from mourafaka.results.queries import homes_field as field
from mourafaka.results.queries import homes_staff as staff
from mourafaka.results.queries.todos import SHOWN, Build, Todo

OF_ROLE: dict[Role, dict[str, Build]] = {
    Role.COACH: {"week": field.week, "late": field.late, "to-confirm": field.to_confirm},
    Role.TRAINER: {"sessions": field.sessions},
    Role.DELEGATE: {
        "reports": staff.reports,
        "diagnoses": staff.diagnoses,
        "plans": staff.plans,
        "controls": staff.controls,
        "alerts": staff.alerts,
    },
    Role.MANAGER: {"alerts": staff.alerts},
    Role.COOPERATIVE: {
        "next-visit": own.next_visit,
        "answers": own.to_answer,
        "actions": own.actions,
        "documents": own.documents,
        "certificates": own.certificates,
    },
    Role.FINANCE: {"statements": staff.statements},
}


def todos_of(user: Any) -> list[Todo]:
    """The first lines of every list of this person's roles; an empty one only when it has something to say."""
    built = [build(user, SHOWN) for build in _builds(user).values()]
    return [todo for todo in built if todo.tasks or todo.nothing]


def todo_of(user: Any, key: str) -> Todo | None:
    """One list whole; None when no role of this person has it."""
    builds = _builds(user)
    if key.startswith(staff.ALERTS) and "alerts" in builds:
        return staff.alerts_of_kind(user, key.removeprefix(staff.ALERTS))
    return builds[key](user, None) if key in builds else None


def _builds(user: Any) -> dict[str, Build]:
    roles = user.roles()
    return {key: build for role, builds in OF_ROLE.items() if role in roles for key, build in builds.items()}
