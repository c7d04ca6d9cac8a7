"""Which day the cockpit stands at, and which of its rows to look at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from mourafaka.foundations import clock
from mourafaka.results.queries.cockpit import Choices, Wanted, step_labels
from mourafaka.results.queries.reasons import LEVELS

ANY = _("Any")


class DayForm(forms.Form):
    on = forms.DateField(
        label=_("As of"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    @property
    def day(self) -> date:
        """The day asked for; today when none, or one that makes no sense, is."""
        said = self.cleaned_data.get("on") if self.is_valid() else None
        return said or clock.today()


class LinesForm(DayForm):
    """The filters of the rows behind a figure."""

    q = forms.CharField(label=_("Number or cooperative"), required=False, max_length=100)
    step = forms.ChoiceField(label=_("Step reached"), required=False)
    level = forms.ChoiceField(label=_("Forecast"), required=False)
    province = forms.ChoiceField(label=_("Prefecture or province"), required=False)
    lot = forms.ChoiceField(label=_("Lot"), required=False)
    coach = forms.ChoiceField(label=_("Coach"), required=False)
    attention = forms.ChoiceField(
        label=_("Attention"), required=False, choices=[("", ANY), ("late", _("With a visit late"))]
    )

    def __init__(self, data: Any, seen: Choices) -> None:
        super().__init__(data)
        steps = [(code, label) for code, label in step_labels().items() if code != "selected"]
        self._offer("step", steps)
        self._offer("level", LEVELS.items())
        self._offer("province", seen.provinces)
        self._offer("lot", seen.lots)
        self._offer("coach", seen.coaches)

    def _offer(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = [("", ANY), *choices]

    @property
    def wanted(self) -> Wanted:
        """A filter that makes no sense is left out."""
        said = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return Wanted(**{name: value for name, value in said.items() if name != "on"})
