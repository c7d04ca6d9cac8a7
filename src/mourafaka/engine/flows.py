"""Life cycles as tables: which verb takes a thing from which states to which other one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Transition: TypeAlias = tuple[Collection[str], str]


class FlowError(ValueError):
    """A move the table does not allow, or a table that does not hold together.

    `code` names the reason and `facts` its particulars, so that a room can word it in its own language.
    """

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = facts
        super().__init__(f"{code}: " + ", ".join(f"{name}={value}" for name, value in facts.items()))


@dataclass(frozen=True)
class Flow:
    """A life cycle: `transitions` maps a verb to (the states it starts from, the state it leads to).

    Checked when built: the table leaves the initial state, every state can be reached, and the states
    with no way out are exactly those declared `terminal`.
    """

    name: str
    initial: str
    transitions: Mapping[str, Transition]
    terminal: Collection[str] = ()

    def __post_init__(self) -> None:
        for verb, (sources, _target) in self.transitions.items():
            if isinstance(sources, str) or not sources:
                raise FlowError("sources_not_a_list", flow=self.name, verb=verb, sources=sources)
        leaving = {source for sources, _ in self.transitions.values() for source in sources}
        if self.initial not in leaving:
            raise FlowError("initial_leads_nowhere", flow=self.name, state=self.initial)
        for state in sorted(self.states - self._reached_from(self.initial)):
            raise FlowError("state_never_reached", flow=self.name, state=state)
        for state in sorted((self.states - leaving) ^ set(self.terminal)):
            raise FlowError("terminal_not_as_declared", flow=self.name, state=state)

    @property
    def states(self) -> frozenset[str]:
        """Every state the table names, the initial one included."""
        named = {state for sources, target in self.transitions.values() for state in (*sources, target)}
        return frozenset({self.initial, *named})

    def target(self, verb: str, state: str) -> str:
        """The state `verb` leads to from `state`; raises FlowError when the table has no such move."""
        if verb not in self.transitions:
            raise FlowError("unknown_verb", flow=self.name, verb=verb)
        sources, target = self.transitions[verb]
        if state not in sources:
            raise FlowError(
                "move_not_allowed", flow=self.name, verb=verb, state=state, sources=tuple(sources)
            )
        return target

    def verbs_from(self, state: str) -> tuple[str, ...]:
        """The verbs open to a thing in `state`, in the order of the table."""
        return tuple(verb for verb, (sources, _) in self.transitions.items() if state in sources)

    def _reached_from(self, start: str) -> frozenset[str]:
        reached = {start}
        while more := {t for s, t in self.transitions.values() if reached & set(s)} - reached:
            reached |= more
        return frozenset(reached)
