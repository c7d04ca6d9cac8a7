"""The life of an application as the journal tells it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from mourafaka.calls.enums import APPLICATION_FLOW
from mourafaka.calls.models import Application
from mourafaka.engine.flows import FlowError
from mourafaka.foundations import invariants
from mourafaka.foundations.models import JournalEntry

ENTER, MOVE = "calls.application.enter", "calls.applications.move"
STEP = "calls.application."
PREFIX = "calls.application:"


def walks() -> dict[int, list[str]]:
    """The verbs each application went through, in the order of the journal."""
    told: dict[int, list[str]] = defaultdict(list)
    rows = JournalEntry.objects.filter(verb__startswith="calls.application").order_by("sequence")
    for verb, subject, result, facts in rows.values_list("verb", "subject", "result", "facts").iterator(
        chunk_size=2000
    ):
        step = verb.removeprefix(STEP)
        if verb == ENTER:
            told[_key(result)].append("enter")
        elif verb == MOVE:
            for moved in result:
                told[_key(moved)].append(facts["verb"])
        elif step in APPLICATION_FLOW.transitions:
            told[_key(subject)].append(step)
    return told


def _key(reference: str) -> int:
    return int(reference.removeprefix(PREFIX))


def not_lodged_once() -> Iterator[str]:
    """I2: a lodged application that was not entered exactly once, or that no act submitted."""
    told = walks()
    for pk, number in Application.objects.exclude(submitted_at=None).values_list("pk", "number"):
        verbs = told.get(pk, [])
        if verbs.count("enter") != 1 or "submit" not in verbs:
            yield f"application {number}: {', '.join(verbs) or 'nothing in the journal'}"


def states_unexplained() -> Iterator[str]:
    """I6: an application whose state is not where its steps lead along the life cycle."""
    told = walks()
    for pk, number, state in Application.objects.values_list("pk", "number", "state"):
        reached = APPLICATION_FLOW.initial
        try:
            for verb in told.get(pk, []):
                reached = reached if verb == "enter" else APPLICATION_FLOW.target(verb, reached)
        except FlowError as error:
            yield f"application {number}: {error}"
            continue
        if reached != state:
            yield f"application {number}: {state}, though its steps lead to {reached}"


invariants.declare("I2", "every lodged application was entered once and submitted", not_lodged_once)
invariants.declare("I6", "every application stands where its steps lead", states_unexplained)
