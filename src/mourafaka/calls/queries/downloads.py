"""What the list of applications gives as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

EXPORT: tuple[tuple[Any, Any], ...] = (
    (_("Number"), lambda row: row.number),
    (_("Call"), lambda row: row.call.code),
    (_("Code of the cooperative"), lambda row: row.cooperative.code),
    (_("Cooperative"), lambda row: row.cooperative.name),
    (_("Prefecture or province"), lambda row: row.cooperative.province.name),
    (_("Code of the province"), lambda row: row.cooperative.province_id),
    (_("Sector"), lambda row: row.cooperative.sector.label),
    (_("Led by a woman"), lambda row: _yes_no_word(row.cooperative.women_led)),
    (_("Led by a young person"), lambda row: _yes_no_word(row.cooperative.youth_led)),
    (_("State"), lambda row: row.get_state_display()),
    (_("Eligible"), lambda row: "" if row.eligible is None else _yes_no_word(row.eligible)),
    (_("Submitted"), lambda row: row.submitted_at),
    (_("Title of the project"), lambda row: row.project_title),
    (_("Jobs now"), lambda row: row.jobs_now),
    (_("Jobs in 24 months"), lambda row: row.jobs_in_24_months),
    (_("Turnover this year (MAD)"), lambda row: row.turnover_this_year_mad),
    (_("Investment planned (MAD)"), lambda row: row.investment_mad),
    (_("Synthetic data"), lambda row: _yes_no_word(row.cooperative.synthetic)),
)


def _yes_no_word(value: bool) -> str:
    return str(_("yes")) if value else str(_("no"))


def export_headers() -> list[str]:
    return [str(header) for header, _value in EXPORT]


def export_rows(found: Any) -> Iterator[list[Any]]:
    for row in found.for_lists().iterator(chunk_size=1000):
        yield [value(row) for _header, value in EXPORT]
