"""The report for the cooperative, in French or in Arabic, as PDF/A. It names the cooperative and nobody else."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from mourafaka.diagnosis.enums import Round, Side
from mourafaka.diagnosis.models import Assessment
from mourafaka.diagnosis.queries.overview import Overview, Said, overview_of
from mourafaka.foundations.documents import render_pdf
from mourafaka.foundations.formats import format_date, format_score
from mourafaka.selection.services.papers import house

LANGUAGES = ("fr", "ar")
FIRST_AT_MOST = 6
SIDE_AT_MOST = 8  # proposals of a side, what matters most first; the page shows them all


def report_of(assessment: Assessment, language: str) -> bytes:
    """The same diagnosis gives the same bytes: it is dated of its validation."""
    with translation.override(language):
        data = _told(assessment, overview_of(assessment))
    return render_pdf("diagnosis/report.typ", data, language=language, at=assessment.reviewed_at)


def _told(assessment: Assessment, overview: Overview) -> dict[str, Any]:
    enrolment = assessment.enrolment
    name, label = enrolment.cooperative.name, Round(assessment.round).label
    results = overview.results
    return {
        "title": _("Diagnosis of the cooperative"),
        "house": house(
            enrolment.application.call,
            f"{enrolment.number} · {name} · {assessment.round}",
            [enrolment.number, format_date(assessment.held_on)],
        ),
        "name": name,
        "facts": [
            [_("Round"), str(label)],
            [_("Held on"), format_date(assessment.held_on)],
            [_("Present"), _present(assessment)],
            [_("Questionnaire"), str(assessment.instrument)],
        ],
        "words": {
            "overall": _("Overall maturity"),
            "out-of": _("out of 100"),
            "dimensions": _("Dimension by dimension"),
            "flags": _("Red flags"),
            "no-flags": _("No red flag: every critical question is answered 2 or more."),
            "swot": _("Strengths, weaknesses, opportunities, threats"),
            "first": _("What to work on first"),
            "summary": _("What the coach retains"),
        },
        "overall": format_score(results.overall),
        "band": str(overview.band),
        "reliability": _("Reliability of the answers: %(share)s %% were seen in a document or on the spot.")
        % {"share": format_score(results.reliability)},
        "evolution": _evolution(overview),
        "head": [_("Dimension"), "", *(each.round for each in overview.rounds), assessment.round],
        "rows": [
            {
                "name": row.text,
                "share": str(row.score or 0),
                "cells": [*map(format_score, row.earlier), format_score(row.score)],
            }
            for row in overview.rows
        ],
        "flags": [_line(said) for said in overview.flags],
        "first": [_line(said) for said in overview.gaps[:FIRST_AT_MOST]],
        "swot": {
            side.side.value: {
                "title": str(Side(side.side).label),
                "lines": [*side.typed, *(_line(said) for said in side.kept[:SIDE_AT_MOST])] or ["—"],
            }
            for side in overview.swot
        },
        "summary": assessment.summary,
    }


def _present(assessment: Assessment) -> str:
    return _("%(officers)s of the bureau, %(women)s women and %(men)s men among the ordinary members") % {
        "officers": assessment.officers_present,
        "women": assessment.women_present,
        "men": assessment.men_present,
    }


def _line(said: Said) -> str:
    return f"{said.question.text} — {said.anchor} ({said.score}/4)"


def _evolution(overview: Overview) -> str:
    if overview.comparison is None or overview.comparison.overall.points is None:
        return ""
    change = overview.comparison.overall
    return _("%(before)s at the start, %(after)s now.") % {
        "before": format_score(change.before),
        "after": format_score(change.after),
    }
