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

__all__ = [
    "Assessed",
    "Calibrated",
    "CriterionChange",
    "Dossier",
    "Outcome",
    "Pending",
    "ProcedureError",
    "Promotion",
    "PublishedRules",
    "Refused",
    "Review",
    "Stability",
    "decide",
    "promote",
]
