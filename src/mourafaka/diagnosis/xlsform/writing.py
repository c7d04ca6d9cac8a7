"""From a version of the instrument to its XLSForm workbook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mourafaka.diagnosis.models import Instrument
from mourafaka.diagnosis.xlsform.layout import (
    CHOICES,
    EVIDENCE_LIST,
    EVIDENCE_WORDS,
    FOLLOWERS,
    LANGUAGES,
    NO,
    NOT_APPLICABLE,
    NOT_APPLICABLE_WORDS,
    PHOTO_PARAMETERS,
    SETTINGS,
    SURVEY,
    YES,
)
from mourafaka.foundations.tables import xlsx_bytes

Cells = dict[str, Any]


def instrument_workbook(instrument: Instrument) -> bytes:
    """The workbook: sheets survey, choices and settings; texts stay texts."""
    data = instrument.data
    return xlsx_bytes(
        SURVEY,
        _rows(SURVEY, _survey(data)),
        title="survey",
        more=[
            ("choices", CHOICES, _rows(CHOICES, _choices(data))),
            ("settings", SETTINGS, _rows(SETTINGS, [_settings(instrument)])),
        ],
    )


def _rows(columns: tuple[str, ...], rows: Any) -> Iterator[list[Any]]:
    return ([row.get(column, "") for column in columns] for row in rows)


def _survey(data: dict[str, Any]) -> Iterator[Cells]:
    for dimension in data["dimensions"]:
        code = dimension["code"]
        yield {
            "type": "begin_group",
            "name": code,
            "weight": dimension["weight"],
            "label_en": dimension["label"].get("en", ""),
            **_labels(dimension["label"]),
        }
        for question in data["questions"]:
            if question["dimension"] == code:
                yield from _question(question)
        yield {"type": "end_group", "name": code}


def _question(question: dict[str, Any]) -> Iterator[Cells]:
    code = question["code"]
    yield {
        "type": f"select_one {code}",
        "name": code,
        "required": YES,
        "dimension": question["dimension"],
        "critical": YES if question["critical"] else NO,
        "label_en": question["label"].get("en", ""),
        **_labels(question["label"]),
    }
    for suffix, kind, words, when in FOLLOWERS:
        yield {
            "type": kind,
            "name": f"{code}_{suffix}",
            "required": YES if suffix == "reason" else "",
            "relevant": when.format(code=code),
            "parameters": PHOTO_PARAMETERS if kind == "image" else "",
            **_labels(words),
        }


def _choices(data: dict[str, Any]) -> Iterator[Cells]:
    for question in data["questions"]:
        for score, anchor in enumerate(question["anchors"]):
            yield {"list_name": question["code"], "name": str(score), **_labels(anchor)}
        yield {"list_name": question["code"], "name": NOT_APPLICABLE, **_labels(NOT_APPLICABLE_WORDS)}
    for kind, words in EVIDENCE_WORDS.items():
        yield {"list_name": EVIDENCE_LIST, "name": kind.value, **_labels(words)}


def _settings(instrument: Instrument) -> Cells:
    title = instrument.data["title"]
    return {
        "form_title": title["fr"],
        "form_id": instrument.code,
        "version": str(instrument.version),
        "default_language": LANGUAGES["fr"],
        **{f"title_{language}": title.get(language, "") for language in ("fr", "ar", "en")},
        "not_applicable_at_most": str(instrument.data["not_applicable_at_most"]),
    }


def _labels(words: dict[str, str]) -> Cells:
    return {f"label::{name}": words.get(code, "") for code, name in LANGUAGES.items()}
