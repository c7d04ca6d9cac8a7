"""The questions of a version of the instrument, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language

from mourafaka.diagnosis.models import Instrument
from mourafaka.engine import maturity

Words = Mapping[str, str]


def in_active_language(words: Words) -> str:
    """The words in the active language, else in French, else in Arabic, else in English."""
    language = (get_language() or "fr").split("-")[0]
    return next((words[code] for code in (language, "fr", "ar", "en") if words.get(code)), "")


@dataclass(frozen=True)
class Dimension:
    code: str
    weight: Decimal
    label: Words

    @property
    def text(self) -> str:
        return in_active_language(self.label)


@dataclass(frozen=True)
class Question:
    """A question with its five anchors; `weight` is its dimension's, `place` its place from 1."""

    code: str
    dimension: str
    critical: bool
    label: Words
    anchors: tuple[Words, ...]
    weight: Decimal
    place: int

    @property
    def text(self) -> str:
        return in_active_language(self.label)

    @property
    def anchor_texts(self) -> tuple[str, ...]:
        return tuple(in_active_language(anchor) for anchor in self.anchors)

    def anchor(self, score: int) -> str:
        return in_active_language(self.anchors[score])


def dimensions_of(instrument: Instrument) -> tuple[Dimension, ...]:
    return tuple(
        Dimension(line["code"], Decimal(line["weight"]), line["label"])
        for line in instrument.data["dimensions"]
    )


def questions_of(instrument: Instrument) -> tuple[Question, ...]:
    weights = {dimension.code: dimension.weight for dimension in dimensions_of(instrument)}
    return tuple(
        Question(
            code=line["code"],
            dimension=line["dimension"],
            critical=bool(line["critical"]),
            label=line["label"],
            anchors=tuple(line["anchors"]),
            weight=weights[line["dimension"]],
            place=place,
        )
        for place, line in enumerate(instrument.data["questions"], start=1)
    )


def instrument_of(instrument: Instrument) -> maturity.Instrument:
    """The same for the engine."""
    return maturity.Instrument.from_data(instrument.data)


def scale_of(instrument: Instrument) -> dict[str, Question]:
    """The questions by code."""
    return {question.code: question for question in questions_of(instrument)}
