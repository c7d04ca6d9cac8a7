"""Whose the rows are: what is held of a person, and what they are recognised by in what others wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from mourafaka.foundations.privacy import declared, sockets
from mourafaka.foundations.privacy.declared import Group, Subject

SHORTEST_NAME = 4  # characters: a shorter text would be found in other words


@dataclass(frozen=True)
class Held:
    """The rows of a group that are one person's."""

    group: Group
    rows: QuerySet[Any]


@dataclass(frozen=True)
class Recognised:
    """What a person is recognised by. An address is hers alone; a name may be another's too."""

    names: tuple[str, ...]
    addresses: tuple[str, ...]

    @property
    def written(self) -> tuple[str, ...]:
        """Every way of writing them that is looked for."""
        return (*self.names, *(way for address in self.addresses for way in spellings(address)))

    def pattern(self, *, names: bool = True) -> re.Pattern[str] | None:
        ways = [way for address in self.addresses for way in spellings(address)]
        ways += self.names if names else ()
        longest_first = sorted(set(ways), key=len, reverse=True)
        return re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE) if longest_first else None


def held(record: Model) -> list[Held]:
    """Everything that is declared to be this record's person's."""
    found = []
    for group in declared.groups():
        ways = [way for way in group.whose if target(group.table, way) is record._meta.model]
        if ways:
            reached = Q()
            for way in ways:
                reached |= Q(**{way: record.pk})
            keys = group.table._base_manager.filter(reached).values("pk")
            found.append(Held(group, group.table._base_manager.filter(pk__in=keys)))
    return found


def target(table: type[Model], way: str) -> type[Model] | None:
    """The table a way leads to from another."""
    here: Any = table
    for part in way.split("__") if way != "pk" else ():
        here = here._meta.get_field(part).related_model
    return here if isinstance(here, type) else None


def recognised(record: Model) -> Recognised:
    about = subject_of(record)
    names = [getattr(record, name) or "" for name in about.names]
    names += [name for told in sockets.known_as.collect(record) for name in told]
    addresses = [getattr(record, name) or "" for name in about.addresses]
    return Recognised(
        tuple(sorted({name.strip() for name in names if len(name.strip()) >= SHORTEST_NAME})),
        tuple(sorted({address for address in addresses if address})),
    )


def with_others(record: Model) -> list[Model]:
    """The record and what is the same person's elsewhere."""
    return [record, *(each for several in sockets.also_hers.collect(record) for each in several)]


def subject_of(record: Model) -> Subject:
    return declared.subjects()[record._meta.label]


def spellings(address: str) -> Iterator[str]:
    """An e-mail as it is; a Moroccan number as people write it."""
    yield address
    if not address.startswith("+212"):
        return
    rest = address[4:]
    pairs = [rest[:1], *(rest[at : at + 2] for at in range(1, len(rest), 2))]
    yield from (f"0{rest}", f"212{rest}", f"00212{rest}")
    for separator in (" ", "-", "."):
        yield separator.join([f"0{pairs[0]}", *pairs[1:]])
        yield separator.join(["+212", *pairs])
    yield f"+212 {rest[:3]}-{rest[3:]}"
    yield f"0{rest[:3]}-{rest[3:]}"


def find(text: str, at_most: int = 20) -> list[Model]:
    """The people somebody looks for by a name, an address or a code."""
    found: list[Model] = []
    for about in declared.subjects().values():
        if about.find is not None and text.strip():
            found += list(about.find(text.strip())[:at_most])
    return found[:at_most]
