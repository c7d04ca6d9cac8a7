"""Forms of the notices."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import ProofKind

BY_HAND = (ProofKind.SIGNED_ON_PAPER, ProofKind.READ_BY_PHONE)


class ProofForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("How it was notified"), choices=[(kind.value, kind.label) for kind in BY_HAND]
    )
    on = forms.DateField(label=_("On what day"))
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=300,
        help_text=_("Who signed, or who answered the telephone."),
    )
