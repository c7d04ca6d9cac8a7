"""The forms of the enrolment: they read what people type; the acts decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mourafaka.calls.models import Cohort, Lot
from mourafaka.enrolment.enums import EXIT_VERBS, STEPS, AlertCode, ExitReason
from mourafaka.enrolment.models import Contract, Enrolment
from mourafaka.foundations import clock
from mourafaka.foundations.fields import AmountField, CountField, DayField
from mourafaka.foundations.received.uploads import ACCEPT
from mourafaka.people.models import Organisation, User


class StartForm(forms.Form):
    service_starts_on = DayField(
        label=_("Service starts on (M0)"), help_text=_("Month 0 of every cooperative enrolled here.")
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("service_starts_on", cohort.service_starts_on)


class StartOneForm(StartForm):
    contract = forms.ModelChoiceField(
        Contract.objects.none(),
        label=_("Contract"),
        required=False,
        help_text=_("Left empty: the contract of its lot in force that day."),
    )

    def __init__(self, *args: Any, contracts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service_starts_on"].help_text = _("Month 0 of this cooperative.")
        self.fields["contract"].queryset = contracts  # type: ignore[attr-defined]


class DatedForm(forms.Form):
    """A form about a day, today unless said otherwise."""

    day = "on"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault(self.day, clock.today())


class SignForm(DatedForm):
    day = "signed_on"
    signed_on = DayField(label=_("Signed on"))
    file = forms.FileField(
        label=_("Scan of the signed copy"),
        required=False,
        help_text=_("PDF or photo, 10 MB at most."),
        widget=forms.ClearableFileInput({"accept": ACCEPT}),
    )


class SuspendForm(DatedForm):
    on = DayField(label=_("From"))
    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "—"), *ExitReason.choices])
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea({"rows": 3, "dir": "auto"}))


class ResumeForm(DatedForm):
    on = DayField(label=_("From"))
    reason = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea({"rows": 3, "dir": "auto"})
    )


class LeaveForm(DatedForm):
    verb = forms.ChoiceField(
        label=_("How it ends"),
        choices=[(verb, STEPS[verb]) for verb in EXIT_VERBS],
        widget=forms.RadioSelect,
        help_text=_("Dissolved: the cooperative becomes so in the register too."),
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "—"), *ExitReason.choices])
    on = DayField(label=_("On"))
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea({"rows": 3, "dir": "auto"}))


class CloseForm(DatedForm):
    on = DayField(label=_("Completed on"))
    reason = forms.CharField(
        label=_("Reason to complete it over what is missing"),
        required=False,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )


class CoachForm(DatedForm):
    day = "starts_on"
    coach = forms.ModelChoiceField(User.objects.none(), label=_("Coach"))
    starts_on = DayField(label=_("From"))
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=300, widget=forms.TextInput({"dir": "auto"})
    )

    def __init__(self, *args: Any, coaches: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coach"].queryset = coaches  # type: ignore[attr-defined]


class TransferForm(DatedForm):
    """Which enrolments of a coach, to whom, from when on, why."""

    enrolments = forms.ModelMultipleChoiceField(
        Enrolment.objects.none(),
        label=_("Cooperatives"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    to = forms.ModelChoiceField(User.objects.none(), label=_("To"))
    on = DayField(label=_("From"))
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 2, "dir": "auto"})
    )

    def __init__(self, *args: Any, held: Any, coaches: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine: Any = self.fields["enrolments"]
        mine.queryset = held
        mine.label_from_instance = lambda each: f"{each.number} · {each.cooperative.name}"
        self.fields["to"].queryset = coaches  # type: ignore[attr-defined]


class ContractForm(forms.ModelForm[Contract]):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Contract
        fields = (
            "lot",
            "provider",
            "reference",
            "signed_on",
            "starts_on",
            "ends_on",
            "months",
            "visits",
            "remote_at_most",
            "report_days",
            "sheet_required",
            "visit_price_mad",
            "retention_percent",
            "penalty_percent_per_day",
            "penalty_cap_percent",
        )
        field_classes = {
            "signed_on": DayField,
            "starts_on": DayField,
            "ends_on": DayField,
            "months": CountField,
            "visits": CountField,
            "remote_at_most": CountField,
            "report_days": CountField,
            "visit_price_mad": AmountField,
            "retention_percent": AmountField,
            "penalty_percent_per_day": AmountField,
            "penalty_cap_percent": AmountField,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lots: Any = self.fields["lot"]
        lots.queryset = Lot.objects.select_related("cohort")
        lots.label_from_instance = lambda lot: f"{lot.code} · {lot.cohort.name}"
        self.fields["provider"].queryset = Organisation.objects.all()  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["lot"]
            self.initial["version"] = self.instance.version

    def _get_validation_exclusions(self) -> set[str]:
        """The act asks the database; asking twice would word the same fault twice."""
        return {*super()._get_validation_exclusions(), "reference"}  # type: ignore[misc]

    def validate_constraints(self) -> None:
        """Likewise."""

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class AlertRuleForm(forms.Form):
    code = forms.ChoiceField(label=_("Alert"), choices=AlertCode.choices)
    threshold = CountField(label=_("Raised from"), min_value=1)
