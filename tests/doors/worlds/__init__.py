"""What each later room adds to the world of the access matrix, one module a room, in the order of the journey.

A module has `build(world, users)` (its objects about `world.own` and `world.foreign`, kept in `world.rooms`),
`value(world, page, key, target)` (what `key` stands for in the URL of `page`; None when it does not know) and
may have `person(world, role, user)` (what links a person of this role to the own objects).
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

JOURNEY = (
    "notices",
    "privacy",
    "applying",
    "instruction",
    "appeals",
    "enrolment",
    "diagnosis",
    "plans",
    "training",
    "coaching",
    "results",
    "press",
)


def modules() -> list[ModuleType]:
    names = [f"{__name__}.{room}" for room in JOURNEY]
    return [import_module(name) for name in names if find_spec(name)]
