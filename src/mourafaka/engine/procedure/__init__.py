"""The whole published procedure: from rules and anonymised marks to the chosen, the reserve and the refused.

    outcome = decide(rules, applications, reviews)
    outcome.to_json()

The site and `mourafaka verify` call this same function on the same data.
"""

from mourafaka.engine.procedure.deciding import decide, promote
from mourafaka.engine.procedure.outcome import (
    Assessed,
    Calibrated,
    CriterionChange,
    Outcome,
    Pending,
    Promotion,
    Refused,
    Stability,
)
from mourafaka.engine.procedure.reading import Dossier, ProcedureError, PublishedRules, Review
from mourafaka.engine.procedure.reconsidering import Correction, Reconsidered, corrected, reconsider

__all__ = [
    "Assessed",
    "Calibrated",
    "Correction",
    "CriterionChange",
    "Dossier",
    "Outcome",
    "Pending",
    "ProcedureError",
    "Promotion",
    "PublishedRules",
    "Reconsidered",
    "Refused",
    "Review",
    "Stability",
    "corrected",
    "decide",
    "promote",
    "reconsider",
]
