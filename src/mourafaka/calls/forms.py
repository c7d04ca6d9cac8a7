"""The forms of calls and applications: they read what people type; the acts decide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mourafaka.calls import services
from mourafaka.calls.enums import DocumentState, Gate
from mourafaka.calls.models import Application, Call, Cohort, DocumentKind, Lot, PublishedAnswer
from mourafaka.foundations.fields import AmountField, CountField, DayField, MomentField
from mourafaka.territory.models import Province, Sector
from mourafaka.territory.queries import provinces_by_region

Section = tuple[Any, list[forms.BoundField]]


class CohortForm(forms.ModelForm[Cohort]):
    class Meta:
        model = Cohort
        fields = ("code", "number", "name_fr", "name_ar", "service_starts_on", "service_ends_on")
        field_classes = {"service_starts_on": DayField, "service_ends_on": DayField}
        labels = {"name_fr": _("Name in French"), "name_ar": _("Name in Arabic")}
        help_texts = {"code": _("Small letters, digits and hyphens; it stays in addresses and files.")}

    def _get_validation_exclusions(self) -> set[str]:
        """The act asks the database; asking twice would word the same fault twice."""
        return {*super()._get_validation_exclusions(), "code"}  # type: ignore[misc]


class LotForm(forms.ModelForm[Lot]):
    class Meta:
        model = Lot
        fields = ("code", "provinces")
        widgets = {"provinces": forms.SelectMultiple(attrs={"size": 8})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provinces"].choices = provinces_by_region()  # type: ignore[attr-defined]


class CallForm(forms.ModelForm[Call]):
    """Create or edit a call in preparation, with the documents it asks for."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Call
        fields = [*services.CALL_FIELDS, "provinces", "excluded_sectors"]
        field_classes = {
            "opens_at": MomentField,
            "closes_at": MomentField,
            "reviews_due_at": MomentField,
            "seats": CountField,
            "max_age_months": CountField,
            "min_members": CountField,
            "appeal_days": CountField,
        }
        widgets = {
            "provinces": forms.SelectMultiple(attrs={"size": 8}),
            "excluded_sectors": forms.SelectMultiple(attrs={"size": 8}),
        }
        help_texts = {
            "code": _("Applications are numbered after it: T2-09 gives T2-09-0001."),
            "closes_at": _("Judged to the second, in Moroccan time."),
            "max_age_months": _("Full months from the registration to the closing day."),
        }

    def __init__(self, *args: Any, provinces: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provinces"].queryset = provinces  # type: ignore[attr-defined]
        self.fields["provinces"].choices = _by_region(provinces)  # type: ignore[attr-defined]
        sectors = Sector.objects.active().sectors()
        self.fields["excluded_sectors"].queryset = sectors  # type: ignore[attr-defined]
        chosen: dict[str, bool] = {}
        if self.instance.pk:
            self.fields["version"].initial = self.instance.version
            chosen = dict(self.instance.documents.values_list("kind", "mandatory"))
        else:
            self.fields["excluded_sectors"].initial = list(services.DEFAULT_EXCLUDED_SECTORS)
        for kind in DocumentKind.objects.all():
            before = chosen.get(kind.pk) if self.instance.pk else kind.mandatory_by_default
            self.fields[f"document_{kind.pk}"] = forms.ChoiceField(
                label=kind.label,
                choices=[
                    ("none", _("Not asked for")),
                    ("optional", _("Optional")),
                    ("mandatory", _("Mandatory")),
                ],
                initial={None: "none", True: "mandatory", False: "optional"}[before],
            )

    def _get_validation_exclusions(self) -> set[str]:
        return {*super()._get_validation_exclusions(), "code"}  # type: ignore[misc]

    def sections(self) -> Iterator[Section]:
        yield _("The call"), [self[name] for name in ("code", "title_fr", "title_ar", "seats")]
        yield (
            _("Dates"),
            [self[name] for name in ("opens_at", "closes_at", "reviews_due_at", "appeal_days")],
        )
        yield _("Who may apply"), [self[name] for name in ("max_age_months", "min_members")]
        yield _("Where, and in which sectors"), [self["provinces"], self["excluded_sectors"]]
        yield _("Documents asked for"), [self[name] for name in self.fields if name.startswith("document_")]

    def values(self) -> dict[str, Any]:
        """What the acts take."""
        data = self.cleaned_data
        documents = {
            name.removeprefix("document_"): answer == "mandatory"
            for name, answer in data.items()
            if name.startswith("document_") and answer != "none"
        }
        return {
            "values": {name: data[name] for name in services.CALL_FIELDS},
            "provinces": data["provinces"],
            "excluded_sectors": data["excluded_sectors"],
            "documents": documents,
        }


class ApplicationForm(forms.ModelForm[Application]):
    """The sections of an application, as an agent enters them."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Application
        fields = services.SECTION_FIELDS
        field_classes = {
            **dict.fromkeys(("jobs_now", "jobs_in_24_months", "jobs_women", "jobs_youth"), CountField),
            **dict.fromkeys((name for name in services.SECTION_FIELDS if name.endswith("_mad")), AmountField),
        }
        widgets = {
            "language": forms.Select(choices=[("fr", "Français"), ("ar", "العربية")]),
        }
        help_texts = {
            **dict.fromkeys(("project_title", "products", "market"), _("Needed to submit.")),
            "collective_need": _("Needed to submit: at least 200 characters."),
        }

    SECTIONS: tuple[tuple[Any, str], ...] = (
        (_("The project"), "language project_title collective_need products innovation market environment"),
        (_("Jobs"), "jobs_now jobs_in_24_months jobs_women jobs_youth"),
        (
            _("Turnover (MAD)"),
            "turnover_last_year_mad turnover_this_year_mad turnover_next_year_mad turnover_year_after_mad",
        ),
        (_("Needs"), "need_management need_technique need_marketing"),
        (_("Investment and support"), "investment_mad own_contribution_mad support_received"),
        (_("Commitments"), "commits_to_attend consents_to_processing"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs |= {"rows": 4, "dir": "auto"}

    def sections(self) -> Iterator[tuple[Any, list[forms.BoundField], bool]]:
        """Title, fields, and whether the section holds figures alone (which stand side by side)."""
        for title, names in self.SECTIONS:
            fields = [self[name] for name in names.split()]
            yield title, fields, not any(isinstance(f.field.widget, forms.Textarea) for f in fields)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in services.SECTION_FIELDS}


class EnterForm(forms.Form):
    """Which cooperative applies."""

    cooperative = forms.CharField(
        label=_("Code of the cooperative"), help_text=_("As in the register: COOP-09-00001."), max_length=16
    )

    def clean_cooperative(self) -> str:
        return str(self.cleaned_data["cooperative"]).strip().upper()


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}))


class OptionalReasonForm(forms.Form):
    """For a step that needs no reason."""


class SubmitForm(forms.Form):
    received_at = MomentField(
        label=_("Received on paper"), required=False, help_text=_("Only for an application received in time.")
    )
    late_reason = forms.CharField(label=_("Reason of the late entry"), required=False, max_length=300)


class DocumentForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), choices=DocumentState.choices)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)
    file = forms.FileField(label=_("File (PDF or photo)"), required=False)


class OverrideForm(ReasonForm):
    gate = forms.ChoiceField(choices=Gate.choices, widget=forms.HiddenInput)


def _by_region(provinces: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """Those provinces as the groups of a choice, region by region."""
    allowed = {province.code for province in provinces}
    groups = [
        (region, [pair for pair in pairs if pair[0] in allowed]) for region, pairs in provinces_by_region()
    ]
    return [group for group in groups if group[1]]


def provinces_of(user: Any) -> Any:
    """The provinces a manager may put in a call."""
    return Province.objects.in_territory(user.territory_codes("manager")).order_by("name_fr")


class AnswerForm(forms.ModelForm):
    class Meta:
        model = PublishedAnswer
        fields = ["question_fr", "question_ar", "answer_fr", "answer_ar"]
        widgets = {
            "question_ar": forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
            "answer_fr": forms.Textarea(attrs={"rows": 4}),
            "answer_ar": forms.Textarea(attrs={"rows": 4, "dir": "rtl", "lang": "ar"}),
        }
