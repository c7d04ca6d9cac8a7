"""Forms of those who work here: an application taken after the closing."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.fields import MomentField


class LateForm(forms.Form):
    code = forms.CharField(
        label=_("Code of the draft"), max_length=14, help_text=_("The cooperative reads it on its screen.")
    )
    received_at = MomentField(
        label=_("Received on"), help_text=_("When it came to the agency, before the closing.")
    )
    reason = forms.CharField(
        label=_("Why it is taken after the closing"),
        max_length=500,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )
