"""Forms of the diagnosis: opening, who was there, SWOT, return, import of the instrument."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mourafaka.diagnosis.enums import Round, Side
from mourafaka.diagnosis.models import Assessment
from mourafaka.foundations import clock

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
PEOPLE_AT_MOST = 500


class HeadForm(forms.Form):
    """When it was held, and who was there."""

    held_on = forms.DateField(label=_("Held on"), widget=DAY)
    reason = forms.CharField(
        label=_("Why outside the months of the round"),
        max_length=300,
        required=False,
        help_text=_("M0: months 1 to 3 of the service; M12: months 12 to 14; M24: months 23 to 25."),
    )
    officers_present = forms.IntegerField(
        label=_("Members of the bureau present"), min_value=0, max_value=PEOPLE_AT_MOST, initial=0
    )
    women_present = forms.IntegerField(
        label=_("Ordinary members present: women"), min_value=0, max_value=PEOPLE_AT_MOST, initial=0
    )
    men_present = forms.IntegerField(
        label=_("Ordinary members present: men"), min_value=0, max_value=PEOPLE_AT_MOST, initial=0
    )


class OpenForm(HeadForm):
    round = forms.ChoiceField(label=_("Round"), choices=Round.choices)
    field_order = ("round", "held_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_on"].initial = clock.today()


class EditForm(HeadForm):
    summary = forms.CharField(
        label=_("What the coach retains"), max_length=4000, required=False, widget=forms.Textarea
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @classmethod
    def of(cls, assessment: Assessment) -> EditForm:
        return cls(
            initial={
                "held_on": assessment.held_on,
                "reason": assessment.out_of_round_reason,
                "officers_present": assessment.officers_present,
                "women_present": assessment.women_present,
                "men_present": assessment.men_present,
                "summary": assessment.summary,
                "version": assessment.version,
            }
        )


class SwotForm(forms.Form):
    """One line typed a line of text, per side; the proposals are boxes of the page."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side in Side:
            self.fields[side.value] = forms.CharField(
                label=side.label,
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 4}),
                help_text=_("One line each."),
            )

    def lines(self) -> dict[str, list[str]]:
        return {side.value: self.cleaned_data[side.value].splitlines() for side in Side}


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label=_("What must be corrected"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ImportForm(forms.Form):
    workbook = forms.FileField(label=_("Edited workbook (.xlsx)"))
    note = forms.CharField(label=_("What changed"), max_length=300, required=False)
