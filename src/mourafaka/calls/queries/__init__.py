"""What the pages of calls and applications read."""

from mourafaka.calls.queries.applications import (
    SECTIONS,
    Section,
    applications_of_cooperative,
    checks_in_words,
    differing_sections,
    documents_of,
    members_at_closing,
    sections_of,
    timeline,
)
from mourafaka.calls.queries.calls import calls_of, cohorts_seen_by, funnel, receiving_calls
from mourafaka.calls.queries.downloads import export_headers, export_rows
from mourafaka.calls.queries.rules import (
    QUOTA_COLUMNS,
    QuotaInWords,
    Version,
    bounds,
    columns_of,
    differences,
    known_columns,
    latest_rules,
    propose_quotas,
    quota_value_names,
    rules_history,
    rules_in_words,
)

__all__ = [
    "QUOTA_COLUMNS",
    "SECTIONS",
    "QuotaInWords",
    "Section",
    "Version",
    "applications_of_cooperative",
    "bounds",
    "calls_of",
    "checks_in_words",
    "cohorts_seen_by",
    "columns_of",
    "differences",
    "differing_sections",
    "documents_of",
    "export_headers",
    "export_rows",
    "funnel",
    "known_columns",
    "latest_rules",
    "members_at_closing",
    "propose_quotas",
    "quota_value_names",
    "receiving_calls",
    "rules_history",
    "rules_in_words",
    "sections_of",
    "timeline",
]
