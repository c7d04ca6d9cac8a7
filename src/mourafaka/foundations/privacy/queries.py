"""What the pages of personal data read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from mourafaka.foundations.journal import reference
from mourafaka.foundations.models import Erasure
from mourafaka.foundations.privacy import declared, sockets
from mourafaka.foundations.privacy.exporting import data_of
from mourafaka.foundations.privacy.models import Access, Consent, DataRequest
from mourafaka.foundations.privacy.people import with_others

SEEN_AT_MOST = 100
# How the log names a record, in words; kinds of later rooms are told by their table.


@dataclass(frozen=True)
class Line:
    """One access as its page tells it."""

    access: Access
    what: str


@dataclass(frozen=True)
class Part:
    title: str
    rows: int


@dataclass(frozen=True)
class Mine:
    parts: tuple[Part, ...]
    accesses: tuple[Line, ...]
    consents: tuple[Consent, ...]
    requests: tuple[DataRequest, ...]
    also: tuple[Model, ...]


def mine(user: Any) -> Mine:
    records = own_records(user)
    refs = [reference(each) for each in with_others(user)]
    consents = Consent.objects.filter(Q(given_by=user) | Q(about__in=refs)).order_by("-given_at")
    return Mine(
        parts_of(user),
        accesses_to(records),
        tuple(consents),
        tuple(DataRequest.objects.filter(person=user)),
        tuple(spoken_for(user)),
    )


def own_records(user: Any) -> list[tuple[str, str]]:
    return [pair for several in sockets.own_records.collect(user) for pair in several]


def spoken_for(user: Any) -> list[Model]:
    """The cooperatives a person speaks for, whose data she may take away too."""
    about = declared.subjects().get("registry.Cooperative")
    return list(about.table._default_manager.filter(contacts__user=user)) if about else []


def parts_of(record: Model) -> tuple[Part, ...]:
    """How many rows of each treatment are held of somebody."""
    told, _files = data_of(record)
    return tuple(Part(title, sum(map(len, tables.values()))) for title, tables in told["data"].items())


def accesses_to(records: Iterable[tuple[str, str]]) -> tuple[Line, ...]:
    hers = Q(pk__in=[])
    for kind, key in records:
        hers |= Q(kind=kind, key=key)
    found = Access.objects.filter(hers).select_related("by")[:SEEN_AT_MOST]
    return tuple(Line(each, f"{kind_in_words(each.kind)} {each.key}") for each in found)


def accesses(text: str) -> QuerySet[Access]:
    """Those of a record or of a person, the latest first."""
    found = Access.objects.select_related("by")
    if not text:
        return found
    return found.filter(Q(key__iexact=text) | Q(by__email__iexact=text) | Q(by__full_name__icontains=text))


def kind_in_words(kind: str) -> str:
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return kind.rpartition(".")[2]


def erasures_of(record: Model) -> list[Erasure]:
    return list(Erasure.objects.filter(about=reference(record)))
