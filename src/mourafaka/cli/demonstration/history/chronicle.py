"""What happens on which day, told in order up to the day the demonstration stands at."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import count

from mourafaka.calls.models import Call, Cohort
from mourafaka.cli.demonstration import statistics
from mourafaka.cli.demonstration.history.paths import Path
from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations import clock
from mourafaka.foundations.locks import Locked
from mourafaka.people.models import User

Report = Callable[[str, int, int], None]
STEP = "Twenty-four months, day by day"
DAYS_BETWEEN_STATISTICS = 45


as_it_is_now = Locked(Enrolment, "application", "cooperative__province", "cohort", "contract")


@dataclass
class Chronicle:
    """The days to come, and what those who act need to know of each other."""

    call: Call
    people: dict[str, User]
    until: date
    start: date
    paths: dict[str, Path] = field(default_factory=dict)
    coaches: dict[str, User] = field(default_factory=dict)  # number → who coaches it today
    planning: int = 0  # how many times the visits were planned
    returned: set[str] = field(default_factory=set)  # plans the delegate sent back
    _days: list[tuple[date, int, Callable[[], None]]] = field(default_factory=list)
    _keys: dict[str, int] = field(default_factory=dict)  # number → key of the enrolment
    _order: count[int] = field(default_factory=count)

    @property
    def cohort(self) -> Cohort:
        return self.call.cohort

    @property
    def manager(self) -> User:
        return self.people["responsable"]

    @property
    def delegate(self) -> User:
        return self.people["delegue"]

    def enrolment(self, number: str) -> Enrolment:
        """The enrolment as it is now."""
        if number not in self._keys:
            enrolled = Enrolment.objects.filter(cohort=self.cohort)
            self._keys.update(enrolled.values_list("number", "pk"))
        return as_it_is_now.of_key(self._keys[number])

    def on(self, day: date, happening: Callable[[], None]) -> None:
        """Let something happen on a day; the order of saying is the order of happening within a day."""
        heapq.heappush(self._days, (day, next(self._order), happening))

    def tell(self, report: Report) -> None:
        """Every day up to `until`; what lies after has not happened yet."""
        begun = self._days[0][0] if self._days else self.until
        length = max(1, (self.until - begun).days)
        counted = begun
        while self._days and self._days[0][0] <= self.until:
            day, _order, happening = heapq.heappop(self._days)
            report(STEP, (day - begun).days, length)
            with clock.at(day):
                happening()
            if (day - counted).days >= DAYS_BETWEEN_STATISTICS:
                statistics.refresh()
                counted = day
