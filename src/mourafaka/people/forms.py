"""What is typed about accounts and mandates."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mourafaka.people.enums import OrganisationKind, Role
from mourafaka.people.models import Organisation

SPOKEN = (*settings.LANGUAGES, ("zgh", _("Amazigh")))


class OrganisationForm(forms.Form):
    name_fr = forms.CharField(label=_("Name in French"), max_length=200)
    name_ar = forms.CharField(
        label=_("Name in Arabic"), max_length=200, widget=forms.TextInput({"dir": "rtl", "lang": "ar"})
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationKind)


class AccountForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), help_text=_("The sign-in code is sent there."))
    full_name = forms.CharField(label=_("Name"), max_length=150)
    organisation = forms.ModelChoiceField(Organisation.objects.all(), label=_("Organisation"), required=False)
    preferred_language = forms.ChoiceField(label=_("Preferred language"), choices=settings.LANGUAGES)
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        choices=SPOKEN,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A coach visits cooperatives whose language she speaks."),
    )


class MandateForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role)
    territory_code = forms.RegexField(
        r"^(\d{2}(\.\d{3})?)?$",
        label=_("Territory code"),
        required=False,
        help_text=_("Empty for the whole country, 09 for a region, 09.541 for a province."),
    )
    starts_on = forms.DateField(label=_("From"), initial=timezone.localdate)
    ends_on = forms.DateField(label=_("Until"), required=False, help_text=_("Empty when it has no end."))

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("ends_on") and data.get("starts_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("A mandate ends after it starts."))
        return data


class EndMandateForm(forms.Form):
    ends_on = forms.DateField(label=_("Last day"), initial=timezone.localdate)


class TokenForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What this key is for."))
    expires_on = forms.DateField(label=_("Until"))
