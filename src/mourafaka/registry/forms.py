"""The forms of the registry: they read what people type; the acts decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.fields import DayField
from mourafaka.foundations.refusals import Refused
from mourafaka.territory.models import Commune, Province, Sector, ValueChain
from mourafaka.territory.names import recognise

from . import identifiers, services
from .enums import STATUS_CHANGES, Status
from .models import Cooperative, Label, MemberStat, OtherSupport


def _identifier(parse: Any) -> Any:
    def clean(value: str) -> str:
        try:
            return str(parse(value))
        except identifiers.IdentifierError as wrong:
            raise forms.ValidationError(str(Refused(wrong.code))) from wrong

    return clean


class CooperativeForm(forms.ModelForm[Cooperative]):
    """Register or correct. The commune is typed, in any spelling, and recognised within the province."""

    commune = forms.CharField(label=_("Commune"), max_length=120, required=False)
    rib = forms.CharField(
        label=_("RIB"), max_length=40, required=False, help_text=_("24 digits. Kept encrypted, shown masked.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    even_if_alike = forms.BooleanField(
        label=_("It is another cooperative: register it all the same"), required=False
    )

    class Meta:
        model = Cooperative
        fields = [name for name in services.EDITABLE if name != "commune"] + ["other_value_chains"]
        field_classes = {
            "registered_on": DayField,
            "mandate_ends_on": DayField,
            "first_sale_on": DayField,
        }
        widgets = {"rural": forms.NullBooleanSelect}
        help_texts = {
            "ice": _("15 digits."),
            "phone": _("Ten digits beginning with 05, 06 or 07."),
            "local_reg_no": _("Given by the court of first instance."),
            "consent_public": _("Its name may then appear on public pages."),
        }

    fieldsets = (
        (_("Names"), ("name_fr", "name_ar", "even_if_alike")),
        (_("Activity"), ("sector", "branch", "value_chain", "other_value_chains")),
        (_("Place"), ("province", "commune", "address", "rural", "latitude", "longitude")),
        (
            _("Registration"),
            ("registered_on", "court", "local_reg_no", "central_reg_no", "ice", "tax_id", "cnss_no", "rib"),
        ),
        (
            _("Organs and capital"),
            [
                "legal_category",
                "management_form",
                "mandate_ends_on",
                "capital_subscribed_mad",
                "capital_paid_mad",
                "first_sale_on",
            ],
        ),
        (
            _("Contact"),
            ("leader_name", "leader_role", "women_led", "youth_led", "phone", "consent_public"),
        ),
    )

    def __init__(self, *args: Any, provinces: Any, may_see_rib: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["province"].queryset = provinces  # type: ignore[attr-defined]
        self.fields["sector"].queryset = Sector.objects.active().sectors()  # type: ignore[attr-defined]
        self.fields["branch"].queryset = (  # type: ignore[attr-defined]
            Sector.objects.active().branches().select_related("parent")
        )
        chains = ValueChain.objects.filter(active=True)
        for name in ("value_chain", "other_value_chains"):
            self.fields[name].queryset = chains  # type: ignore[attr-defined]
        for name in ("ice", "tax_id", "cnss_no", "phone"):
            self.fields[name].max_length = 40  # type: ignore[attr-defined]
            self.fields[name].widget.attrs["maxlength"] = 40
            self.fields[name].validators = []
        if self.instance.pk or not self.is_bound:  # asked only once a name was found alike
            del self.fields["even_if_alike"]
        if self.instance.pk:
            self.fields["version"].initial = self.instance.version
            self.fields["commune"].initial = self.instance.commune or ""
            self.fields["rib"].help_text = _("Leave empty to keep the one recorded.")
        if not may_see_rib:
            del self.fields["rib"]

    clean_ice = lambda self: _identifier(identifiers.parse_ice)(self.cleaned_data["ice"])  # noqa: E731
    clean_tax_id = lambda self: _identifier(identifiers.parse_tax_id)(self.cleaned_data["tax_id"])  # noqa: E731
    clean_cnss_no = lambda self: _identifier(identifiers.parse_cnss_no)(self.cleaned_data["cnss_no"])  # noqa: E731
    clean_phone = lambda self: _identifier(identifiers.parse_phone)(self.cleaned_data["phone"])  # noqa: E731
    clean_rib = lambda self: _identifier(identifiers.parse_rib)(self.cleaned_data["rib"])  # noqa: E731

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        text, province = cleaned.get("commune", ""), cleaned.get("province")
        cleaned["commune"] = self._commune(text, province) if text and province else None
        return cleaned

    def _commune(self, text: str, province: Province) -> Commune | None:
        found = recognise(text, "commune", province.code)
        if found.certain:
            return Commune.objects.get(code=found.code)
        proposals = ", ".join(name for _code, name in found.candidates)
        sentence = (
            _("“%(text)s” is not a commune of this province. Do you mean: %(proposals)s?")
            if proposals
            else _("“%(text)s” is not a commune of this province.")
        )
        self.add_error("commune", sentence % {"text": text, "proposals": proposals})
        return None

    def _post_clean(self) -> None:
        """The act checks the whole; a model instance half-filled here would be changed before it agrees."""

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in services.EDITABLE if name in self.cleaned_data}

    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [
            (title, [self[name] for name in names if name in self.fields]) for title, names in self.fieldsets
        ]


class MembersForm(forms.ModelForm[MemberStat]):
    class Meta:
        model = MemberStat
        fields = ["as_of", *services.COUNTS]
        field_classes = {"as_of": DayField}
        help_texts = {"women": _("Leave empty what was not counted: unknown is not zero.")}

    def _post_clean(self) -> None:
        """The act and the database check the whole."""

    def counts(self) -> dict[str, int | None]:
        return {name: self.cleaned_data[name] for name in services.COUNTS}


class StatusForm(forms.Form):
    status = forms.ChoiceField(label=_("New status"))
    since = DayField(label=_("Since"), initial=timezone.localdate)
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, cooperative: Cooperative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = STATUS_CHANGES[cooperative.status]
        self.fields["status"].choices = [  # type: ignore[attr-defined]
            (value, label) for value, label in Status.choices if value in possible
        ]


class LabelForm(forms.ModelForm[Label]):
    class Meta:
        model = Label
        fields = ["kind", "title", "number", "issued_on", "expires_on"]
        field_classes = {"issued_on": DayField, "expires_on": DayField}

    def _post_clean(self) -> None:
        """The act and the database check the whole."""


class SupportForm(forms.ModelForm[OtherSupport]):
    class Meta:
        model = OtherSupport
        fields = ["programme", "year", "amount_mad", "purpose"]

    def _post_clean(self) -> None:
        """The act and the database check the whole."""
