"""The forms of the plans: they read what people type; the acts decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mourafaka.diagnosis.queries import questions_of
from mourafaka.foundations import clock
from mourafaka.plans.enums import ActionState, Agreement
from mourafaka.plans.library import MODULES
from mourafaka.plans.models import Plan, PlanAction, PlanRules
from mourafaka.plans.services.editing import EDITABLE_FIELDS, TEXTS

AREA = forms.Textarea(attrs={"rows": 3})


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ActionForm(forms.ModelForm[PlanAction]):
    """An action: new or changed. The questions offered are those of the diagnosis answered below 4."""

    questions = forms.MultipleChoiceField(
        label=_("Answers of the diagnosis it comes from"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Say which question of the diagnosis this action answers.")},
    )
    module = forms.ChoiceField(
        label=_("training module"), required=False, choices=[(code, code or "—") for code in MODULES]
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = PlanAction
        fields = [
            "title_fr",
            "title_ar",
            "axis",
            "owner",
            "starts_month",
            "due_month",
            "priority",
            "indicator_fr",
            "indicator_ar",
            "baseline",
            "target",
            "unit_fr",
            "unit_ar",
            "own_cash_mad",
            "own_kind_mad",
            "programme_mad",
            "other_mad",
            "evidence_fr",
            "evidence_ar",
            "module",
            "questions",
        ]

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = set(self.instance.questions or ())
        self.fields["questions"].choices = [  # type: ignore[attr-defined]
            (question.code, f"{question.code} · {question.text} ({plan.answers.get(question.code)})")
            for question in questions_of(plan.assessment.instrument)
            if question.code in chosen or (plan.answers.get(question.code) or 0) < 4
        ]
        for name in TEXTS:  # French words in an Arabic page, and the reverse
            self.fields[name].widget.attrs["dir"] = "auto"
        self.initial["version"] = self.instance.version if self.instance.pk else None

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in EDITABLE_FIELDS}


class ChooseForm(forms.Form):
    template = forms.CharField(max_length=20)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code received by the cooperative"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        help_text=_("Six digits."),
    )


class MinutesForm(forms.Form):
    how = forms.ChoiceField(
        label=_("Who agreed"),
        choices=[(way.value, way.label) for way in (Agreement.ASSEMBLY, Agreement.BUREAU)],
    )
    held_on = forms.DateField(label=_("Held on"), widget=day_input(), initial=clock.today)
    file = forms.FileField(label=_("Signed minutes"), help_text=_("PDF or photo, 10 MB at most."))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=AREA)


class ProgressForm(forms.Form):
    on = forms.DateField(label=_("Seen on"), widget=day_input(), initial=clock.today)
    state = forms.ChoiceField(label=_("State"), choices=ActionState.choices)
    progress = forms.IntegerField(label=_("Progress (%)"), min_value=0, max_value=100)
    note = forms.CharField(
        label=_("Note"), required=False, widget=AREA, help_text=_("Why, when blocked or cancelled.")
    )
    evidence = forms.CharField(
        label=_("Evidence seen"), required=False, max_length=300, help_text=_("Needed when it is done.")
    )
    file = forms.FileField(label=_("Evidence"), required=False, help_text=_("PDF or photo, 10 MB at most."))


class LibraryForm(forms.Form):
    file = forms.FileField(label=_("Library as a workbook"), help_text=_("XLSX or CSV."))
    note = forms.CharField(label=_("What changed"), max_length=300)


class RulesForm(forms.ModelForm[PlanRules]):
    class Meta:
        model = PlanRules
        fields = ["max_actions", "at_once", "programme_ceiling_mad"]
