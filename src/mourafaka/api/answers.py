"""What every answer of the API is made of: words, places, pages, refusals. Amounts are decimal strings in MAD."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from ninja import Field, Schema

from mourafaka.foundations.i18n import Labelled, NamedInTwo

Item = TypeVar("Item")
PAGE_SIZE = 50
LARGEST_PAGE = 200


class Problem(Schema):
    """A refusal: its code, its sentence in the caller's language, and the facts that fill it."""

    code: str
    sentence: str
    facts: dict[str, Any] = {}


class Words(Schema):
    """A name or label in French and Arabic."""

    fr: str
    ar: str

    @classmethod
    def named(cls, record: NamedInTwo) -> Words:
        return cls(fr=record.name_fr, ar=record.name_ar)

    @classmethod
    def labelled(cls, record: Labelled) -> Words:
        return cls(fr=record.label_fr, ar=record.label_ar)


class Coded(Schema):
    """A place, sector or value chain: its code and its words."""

    code: str
    words: Words

    @classmethod
    def place(cls, record: Any) -> Coded:
        return cls(code=record.code, words=Words.named(record))

    @classmethod
    def sort(cls, record: Any) -> Coded:
        return cls(code=record.code, words=Words.labelled(record))


class Page(Schema, Generic[Item]):
    items: list[Item]
    count: int
    page: int
    pages: int


class Paging(Schema):
    page: int = Field(1, ge=1, le=1_000_000)
    page_size: int = Field(PAGE_SIZE, ge=1, le=LARGEST_PAGE)

    def cut(self, found: QuerySet[Any], shape: Callable[[Any], Any]) -> dict[str, Any]:
        """One page of `found`; a page beyond the last is empty."""
        paginator = Paginator(found, self.page_size)
        items = paginator.page(self.page).object_list if self.page <= paginator.num_pages else []
        return {
            "items": [shape(item) for item in items],
            "count": paginator.count,
            "page": self.page,
            "pages": paginator.num_pages,
        }
