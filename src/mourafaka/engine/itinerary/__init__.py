"""Planning visits over months: tours of neighbours within windows, languages and days, and a bound on any plan.

    plan([Cooperative("c1", 30.4, -9.6, visits=12)], [Coach("a", 30.4, -9.5, frozenset({"ar"}), 10)], months=24)

The tours are priced exactly, over all sets of at most four stops; what is held or pinned never moves.
"""

from mourafaka.engine.itinerary.days import place_days
from mourafaka.engine.itinerary.model import (
    Coach,
    Conflict,
    Cooperative,
    Held,
    ItineraryError,
    Plan,
    Tour,
    Visit,
    gap,
    window,
)
from mourafaka.engine.itinerary.planning import plan

__all__ = [
    "Coach",
    "Conflict",
    "Cooperative",
    "Held",
    "ItineraryError",
    "Plan",
    "Tour",
    "Visit",
    "gap",
    "place_days",
    "plan",
    "window",
]
