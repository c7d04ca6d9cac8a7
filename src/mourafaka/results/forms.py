"""Choosing the workbook, and which of its rows to look at."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mourafaka.engine.text import fold
from mourafaka.results.models import ImportedProgress

NOWHERE = "?"


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("XLSX with the sheets cooperatives, formation and coaching; 25 MB at most."),
        allow_empty_file=True,  # refused by the act, in the same words as everywhere
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


class RowsForm(forms.Form):
    """The filters of the rows behind a figure."""

    q = forms.CharField(label=_("Search"), required=False)
    province = forms.ChoiceField(label=_("Prefecture or province"), required=False)
    modules = forms.ChoiceField(label=_("Modules attended"), required=False)
    sessions = forms.ChoiceField(label=_("Sessions held"), required=False)
    register = forms.ChoiceField(
        label=_("Register"),
        required=False,
        choices=[("", _("All")), ("in", _("In the register")), ("out", _("Not in the register"))],
    )
    known = forms.ChoiceField(
        label=_("Known"),
        required=False,
        choices=[
            ("", _("All")),
            ("members", _("Members")),
            ("women", _("Women")),
            ("turnover_mad", _("Turnover")),
        ],
    )

    def __init__(self, data: Any, rows: QuerySet[ImportedProgress]) -> None:
        super().__init__(data)
        self.rows = rows
        self._offer("province", _("All provinces"), _places(rows))
        self._offer("modules", _("All"), [(str(n), str(n)) for n in range(4, -1, -1)])
        self._offer("sessions", _("All"), [(str(n), str(n)) for n in range(12, -1, -1)])

    def _offer(self, name: str, everything: Any, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = [("", everything), *choices]

    def found(self) -> QuerySet[ImportedProgress]:
        """The rows that match; a filter that makes no sense is left out."""
        said = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        rows = self.rows
        if said.get("q"):
            rows = rows.filter(Q(name__icontains=said["q"]) | Q(source_id__iexact=said["q"]))
        if said.get("province"):
            rows = rows.filter(_in_place(said["province"]))
        if said.get("modules"):
            rows = rows.filter(modules_attended=said["modules"])
        if said.get("sessions"):
            rows = rows.filter(sessions_held=said["sessions"])
        if said.get("register"):
            rows = rows.filter(cooperative__isnull=said["register"] == "out")
        if said.get("known"):
            rows = rows.exclude(**{said["known"]: None})
        return rows


def _places(rows: QuerySet[ImportedProgress]) -> list[tuple[str, str]]:
    """Provinces by code, and names nobody recognised under themselves."""
    places: dict[str, str] = {}
    for row in rows.select_related("province"):
        if row.province:
            places[row.province.code] = row.province.name
        else:
            places[f"{NOWHERE}{row.province_written}"] = row.province_written or NOWHERE
    return sorted(places.items(), key=lambda pair: fold(pair[1]))


def _in_place(chosen: str) -> Q:
    if chosen.startswith(NOWHERE):
        return Q(province=None, province_written=chosen.removeprefix(NOWHERE))
    return Q(province=chosen)
