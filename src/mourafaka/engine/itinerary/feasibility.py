"""Whether all visits find a day at all: a flow from visits to the months of coaches.

A month of d days holds d x visits_per_day visits, and any number of visits up to that can be packed into tours.
So the flow exists exactly when a plan exists (a cooperative having several coaches if it must). When there is
none, what a visit left over can reach in the residual network is a set that needs more than there is (Hall's
condition, by max-flow min-cut).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import highspy
import numpy as np
import numpy.typing as npt

from mourafaka.engine.itinerary.model import Conflict
from mourafaka.engine.itinerary.question import Question, Task
from mourafaka.engine.solver import quiet_solver

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_Class = tuple[tuple[int, ...], tuple[int, ...]]


def conflicts(question: Question) -> tuple[Conflict, ...]:
    """Visits that no days can hold, one sentence for each set of coaches concerned; none when a plan exists."""
    classes: dict[_Class, list[Task]] = defaultdict(list)
    for task in question.tasks:
        classes[task.coaches, task.months].append(task)
    kinds = sorted(classes)
    if not kinds:
        return ()
    need = np.array([len(classes[kind]) for kind in kinds], np.int64)
    room = np.array(
        [[question.capacity(c, m) for m in range(question.months + 1)] for c in range(len(question.coaches))],
        np.int64,
    )
    arcs = [(k, c, m) for k, (team, months) in enumerate(kinds) for c in team for m in months]
    flow, missing = transport(need, room, arcs, np.zeros(len(arcs)))
    found = []
    explained: set[int] = set()
    for kind in np.flatnonzero(missing).tolist():
        if kind in explained:
            continue
        reached = _reach(kind, arcs, flow)
        explained |= reached
        found.append(_conflict(question, [kinds[k] for k in sorted(reached)], classes))
    return tuple(found)


def transport(
    need: Ints, room: Ints, arcs: Sequence[tuple[int, int, int]], cost: Floats
) -> tuple[Ints, Ints]:
    """The cheapest flow of `need[k]` along arcs (k, coach, month) into `room`, with the fewest missing.

    Answers the flow of each arc, and what is missing of each need.
    """
    if not len(need):  # nothing is free: the solver refuses a question without a column
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    table = np.array(arcs, np.int64).reshape(-1, 3)
    sinks, sink = np.unique(table[:, 1] * room.shape[1] + table[:, 2], return_inverse=True)
    count, kinds = len(table), len(need)
    dear = 1.0 + float(cost.max(initial=0.0)) * 2 * (kinds + 1)  # no chain of exchanges costs as much
    index = np.concatenate([np.stack([table[:, 0], kinds + sink], 1).ravel(), np.arange(kinds)])
    starts = np.concatenate([2 * np.arange(count), 2 * count + np.arange(kinds)])
    solver = quiet_solver()
    solver.setOptionValue("solver", "simplex")
    right = need.astype(float)
    solver.passModel(
        count + kinds, kinds + len(sinks), len(index), 1, 1, 0.0,
        np.concatenate([cost, np.full(kinds, dear)]), np.zeros(count + kinds),
        np.full(count + kinds, highspy.kHighsInf),
        np.concatenate([right, np.full(len(sinks), -highspy.kHighsInf)]),
        np.concatenate([right, room.ravel()[sinks].astype(float)]),
        starts.astype(np.int32), index.astype(np.int32), np.ones(len(index)),
        np.zeros(count + kinds, np.int32),
    )  # fmt: skip
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(f"HiGHS ended with {solver.getModelStatus()}")
    flow = np.rint(np.array(solver.getSolution().col_value)).astype(np.int64)
    return flow[:count], flow[count:]


def _reach(start: int, arcs: Sequence[tuple[int, int, int]], flow: Ints) -> set[int]:
    """Kinds of visits that could give way to those left over, were there room: all are short together."""
    out: dict[int, list[tuple[int, int]]] = defaultdict(list)
    fed: dict[tuple[int, int], list[int]] = defaultdict(list)
    for (kind, coach, month), used in zip(arcs, flow.tolist(), strict=True):
        out[kind].append((coach, month))
        if used:
            fed[coach, month].append(kind)
    reached, waiting = {start}, [start]
    while waiting:
        for sink in out[waiting.pop()]:
            for other in fed[sink]:
                if other not in reached:
                    reached.add(other)
                    waiting.append(other)
    return reached


def _conflict(question: Question, kinds: Sequence[_Class], classes: dict[_Class, list[Task]]) -> Conflict:
    tasks = [task for kind in kinds for task in classes[kind]]
    sinks = sorted({(c, m) for team, months in kinds for c in team for m in months})
    available = sum(question.capacity(c, m) for c, m in sinks)
    months = tuple(sorted({m for _, m in sinks}))
    coaches = tuple(question.coaches[c].id for c in sorted({c for c, _ in sinks}))
    names = tuple(question.cooperatives[p].id for p in sorted({task.place for task in tasks}))
    spoken = sorted({question.cooperatives[task.place].language.strip() or "any" for task in tasks})
    days = sum(int(question.room[c, m]) for c, m in sinks)
    sentence = (
        f"language{'s' * (len(spoken) > 1)} {', '.join(spoken)}, months {_spans(months)}: {len(tasks)} visits of "
        f"{_listed(names, 'cooperative')} are due, and {_listed(coaches, 'coach', 'es')} can hold {available} "
        f"({days} days)"
    )
    return Conflict("days", names, sentence, coaches, tuple(spoken), (), months, len(tasks), available)


def _spans(months: Sequence[int]) -> str:
    """1, 2, 3, 7 as "1-3, 7"."""
    spans: list[list[int]] = []
    for month in months:
        if spans and spans[-1][-1] == month - 1:
            spans[-1][1:] = [month]
        else:
            spans.append([month])
    return ", ".join("-".join(map(str, span)) for span in spans)


def _listed(names: Sequence[str], noun: str, plural: str = "s") -> str:
    shown = ", ".join(names) if len(names) <= 8 else f"{', '.join(names[:8])} and {len(names) - 8} others"
    return f"{len(names)} {noun}{plural * (len(names) != 1)} ({shown})"


def settle(
    question: Question, wish: Callable[[Task], tuple[int, int | None] | None]
) -> tuple[list[Task], int]:
    """Narrow each task to the coach, or to the coach and month, it is wished for, as far as days allow.

    `wish` answers (coach, month), (coach, None) or None. As few wishes as possible are broken, and a month
    rather than a coach. Answers the tasks and how many left their place.
    """
    tasks = list(question.tasks)
    wishes = [wish(task) for task in tasks]
    arcs, cost = [], []
    for k, (task, wished) in enumerate(zip(tasks, wishes, strict=True)):
        for c in task.coaches:
            for m in task.months:
                arcs.append((k, c, m))
                elsewhere = 1000.0 if wished and c != wished[0] else 0.0
                cost.append(elsewhere + (1.0 if wished and wished[1] not in (None, m) else 0.0))
    room = np.array(
        [[question.capacity(c, m) for m in range(question.months + 1)] for c in range(len(question.coaches))],
        np.int64,
    )
    flow, _ = transport(np.ones(len(tasks), np.int64), room, arcs, np.array(cost))
    moved = 0
    settled = list(tasks)
    for place in np.flatnonzero(flow).tolist():
        k, coach, month = arcs[place]
        task, wished = tasks[k], wishes[k]
        if wished is None:
            continue
        if coach == wished[0]:
            stays = wished[1] == month
            moved += wished[1] is not None and not stays
            settled[k] = Task(task.place, task.number, (month,) if stays else task.months, (coach,))
        else:
            moved += 1
    return settled, moved
