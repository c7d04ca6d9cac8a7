"""The forms of calls and applications: they read what people type; the acts decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mourafaka.calls import services
from mourafaka.calls.enums import DocumentState, Gate
from mourafaka.calls.gates import worded
from mourafaka.calls.models import Application, Call, Cohort, DocumentKind, Lot, PublishedAnswer
from mourafaka.calls.queries import QUOTA_COLUMNS, quota_value_names
from mourafaka.engine.text import NumberError, fold, parse_decimal
from mourafaka.territory.models import Province, Sector, ValueChain
from mourafaka.territory.queries import provinces_by_region

Section = tuple[Any, list[forms.BoundField]]


def _digits(value: Any) -> Any:
    """Digits of any script become 0-9."""
    if not isinstance(value, str):
        return value
    return "".join(fold(c) if c.isdigit() else c for c in value)


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> Any:
        return super().to_python(_digits(value))


class MomentField(forms.DateTimeField):
    """A moment to the second, in the programme's time zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": 1}, format="%Y-%m-%dT%H:%M:%S")

    def to_python(self, value: Any) -> Any:
        return super().to_python(_digits(value))


class CountField(forms.IntegerField):
    def to_python(self, value: Any) -> Any:
        return super().to_python(_digits(value))


class NumberField(forms.CharField):
    """A decimal in any of the ways people write one: 2.5 · 2,5 · ٢٫٥; kept as exact text."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        try:
            return format(parse_decimal(text), "f")
        except NumberError as wrong:
            raise forms.ValidationError(_("“%(text)s” is not a number.") % {"text": text}) from wrong


class AmountField(forms.DecimalField):
    """Dirhams, in any of the ways people write an amount."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return parse_decimal(str(value), places=2)
        except NumberError as wrong:
            raise forms.ValidationError(_("“%(text)s” is not a number.") % {"text": value}) from wrong


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


class RulesForm(forms.Form):
    """The rules as fields: the grid, the bounds of each quota with what is proposed, the rest."""

    EMPTY_QUOTAS = 3

    seats = CountField(label=_("Seats"), min_value=1)
    basis = forms.ChoiceField(
        label=_("Marks used"),
        choices=[("adjusted", _("Adjusted for the severity of reviewers")), ("raw", _("As given"))],
    )
    threshold = NumberField(label=_("Threshold, out of 100"))
    readings = CountField(label=_("Readings per application"), min_value=1)
    criterion_gap = NumberField(label=_("Third reading: gap on a criterion, in marks"))
    total_gap = NumberField(label=_("Third reading: gap on the total, in points"))
    reserve_share = NumberField(label=_("Reserve list, share of the seats"), help_text=_("0.20 for 20 %."))
    ties = forms.CharField(
        label=_("Ties: criteria compared in order"),
        required=False,
        help_text=_("Codes separated by commas; then the earlier submission, then the number."),
    )
    reason = forms.CharField(
        label=_("Reason of the change"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        rules: Mapping[str, Any],
        provinces: list[Any],
        quota_choices: list[Any],
        proposed: Mapping[str, Any],
        call_version: int,
        is_open: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rules, self.provinces, self.proposed, self.is_open = rules, provinces, proposed, is_open
        third = rules["third_reading"]
        start = {name: rules[name] for name in ("seats", "basis", "threshold", "readings", "reserve_share")}
        self.initial = {
            **start,
            "criterion_gap": third["criterion_gap"],
            "total_gap": third["total_gap"],
            "ties": ", ".join(rules["ties"]),
            "version": call_version,
            **self.initial,
        }
        if is_open:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]
        self._add_grid()
        self._add_quotas(quota_choices)

    def _add_grid(self) -> None:
        for line in self.rules["grid"]:
            code = line["code"]
            self._add(NumberField(label=_("Weight")), line["weight"], "weight", code)
            floor = NumberField(label=_("Eliminatory below"), required=False)
            self._add(floor, line["eliminatory_below"], "eliminatory", code)
            for language, name in (("fr", _("Name in French")), ("ar", _("Name in Arabic"))):
                field = forms.CharField(label=name, max_length=120)
                self._add(field, line["label"][language], "label", code, language)
            for number, level in enumerate(line["levels"]):
                for language in ("fr", "ar"):
                    rows = forms.Textarea(attrs={"rows": 2, "lang": language, "dir": "auto"})
                    label = f"{number} · {language}"
                    self._add(
                        forms.CharField(label=label, widget=rows),
                        level[language],
                        "level",
                        code,
                        number,
                        language,
                    )

    def _add_quotas(self, choices: list[Any]) -> None:
        written = {(quota["column"], quota["value"]): quota for quota in self.rules["quotas"]}
        for province in self.provinces:
            quota = written.pop(("province", province.code), {})
            self._add_bounds(f"province.{province.code}", quota)
        others = [*written.values(), *[{} for _ in range(self.EMPTY_QUOTAS)]]
        self.other_lines = list(range(len(others)))
        for line, quota in enumerate(others):
            of = forms.ChoiceField(label=_("Quota on"), choices=[("", "—"), *choices], required=False)
            key = f"{quota['column']}:{quota['value']}" if quota else ""
            self._add(of, key, "of", line)
            self._add_bounds(str(line), quota)

    def _add_bounds(self, key: str, quota: Mapping[str, Any]) -> None:
        self._add(CountField(label=_("At least"), min_value=0, required=False), quota.get("min"), "min", key)
        self._add(CountField(label=_("At most"), min_value=0, required=False), quota.get("max"), "max", key)

    def _add(self, field: forms.Field, initial: Any, *key: Any) -> None:
        name = "_".join(map(str, key))
        field.initial = initial
        self.fields[name] = field

    def general(self) -> list[forms.BoundField]:
        names = [
            "seats",
            "basis",
            "threshold",
            "readings",
            "criterion_gap",
            "total_gap",
            "reserve_share",
            "ties",
        ]
        return [self[name] for name in names]

    def grid(self) -> Iterator[dict[str, Any]]:
        for line in self.rules["grid"]:
            code = line["code"]
            yield {
                "code": code,
                "name": worded(line["label"]),
                "weight": self[f"weight_{code}"],
                "eliminatory": self[f"eliminatory_{code}"],
                "labels": [self[f"label_{code}_{language}"] for language in ("fr", "ar")],
                "levels": [
                    self[f"level_{code}_{number}_{language}"]
                    for number in range(6)
                    for language in ("fr", "ar")
                ],
            }

    def province_quotas(self) -> Iterator[dict[str, Any]]:
        for province in self.provinces:
            yield {
                "province": province,
                "proposed": self.proposed.get(province.code),
                "low": self[f"min_province.{province.code}"],
                "high": self[f"max_province.{province.code}"],
            }

    def other_quotas(self) -> Iterator[dict[str, Any]]:
        for line in self.other_lines:
            yield {"of": self[f"of_{line}"], "low": self[f"min_{line}"], "high": self[f"max_{line}"]}

    def written(self) -> dict[str, Any]:
        """The rules as data, for the act to check."""
        said = self.cleaned_data
        return {
            **{name: said[name] for name in ("seats", "basis", "threshold", "readings", "reserve_share")},
            "version": self.rules["version"],
            "third_reading": {"criterion_gap": said["criterion_gap"], "total_gap": said["total_gap"]},
            "grid": [self._criterion(line, said) for line in self.rules["grid"]],
            "quotas": list(self._quotas(said)),
            "ties": [code.strip() for code in said["ties"].replace("،", ",").split(",") if code.strip()],
        }

    def _criterion(self, line: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
        code = line["code"]
        return {
            **line,
            "weight": said[f"weight_{code}"],
            "eliminatory_below": said[f"eliminatory_{code}"] or None,
            "label": {**line["label"], **{lang: said[f"label_{code}_{lang}"] for lang in ("fr", "ar")}},
            "levels": [
                {lang: said[f"level_{code}_{number}_{lang}"] for lang in ("fr", "ar")} for number in range(6)
            ],
        }

    def _quotas(self, said: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        keys = [(f"province.{province.code}", f"province:{province.code}") for province in self.provinces]
        keys += [(str(line), said[f"of_{line}"]) for line in self.other_lines]
        for key, of in keys:
            low, high = said[f"min_{key}"], said[f"max_{key}"]
            if not of or (low is None and high is None and key.startswith("province.")):
                continue
            column, _colon, value = of.partition(":")
            yield {"column": column, "value": value, "min": low, "max": high}


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


def quota_choices() -> list[Any]:
    """What a quota may stand on, besides the provinces of the call."""
    yes_no = [(column, value) for column in ("women_led", "youth_led", "rural") for value in ("yes", "no")]
    names = quota_value_names([{"column": column, "value": value} for column, value in yes_no])
    sectors = [(f"sector:{s.code}", s.label) for s in Sector.objects.active().sectors()]
    chains = [(f"value_chain:{c.code}", c.label) for c in ValueChain.objects.filter(active=True)]
    return [
        (_("The cooperative"), [(f"{column}:{value}", names[column, value]) for column, value in yes_no]),
        (QUOTA_COLUMNS["sector"], sectors),
        (QUOTA_COLUMNS["value_chain"], chains),
    ]


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
