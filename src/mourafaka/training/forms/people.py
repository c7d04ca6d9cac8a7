"""The forms of cooperatives, participants and visitors."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mourafaka.training.enums import AgeBand, Function, Sex
from mourafaka.training.models import Attendee, HalfDay, Invitation, Session

BIGGEST_PDF_BYTES = 4 * 1024 * 1024


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    function = forms.ChoiceField(label=_("Function"), choices=Function.choices)
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices)
    age_band = forms.ChoiceField(label=_("Age"), choices=AgeBand.choices)
    phone = forms.CharField(
        label=_("Phone"),
        max_length=24,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
        help_text=_("Only if she wishes: its last four digits let her check in."),
    )
    consents = forms.BooleanField(
        label=_("She was told what is kept of her and why, and agrees."),
        error_messages={"required": _("Without her agreement nothing is kept.")},
    )

    def person(self) -> dict[str, str]:
        return {**self.cleaned_data, "consents": "yes"}


class WelcomeForm(PersonForm):
    """Who came unannounced, and for which invited cooperative."""

    invitation = forms.ModelChoiceField(Invitation.objects.none(), label=_("Cooperative"))
    field_order = ("invitation",)

    def __init__(self, session: Session, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["invitation"]
        field.queryset = session.invitations.select_related("enrolment__cooperative").order_by(
            "enrolment__number"
        )
        field.label_from_instance = lambda each: each.enrolment.cooperative.name

    def person(self) -> dict[str, str]:
        said = super().person()
        said.pop("invitation")
        return said


class AnswerForm(forms.Form):
    seats = forms.IntegerField(label=_("Persons who come"), min_value=1)


class SelfCheckForm(forms.Form):
    attendee = forms.ModelChoiceField(Attendee.objects.none(), label=_("Your name"))
    digits = forms.CharField(
        label=_("The last four digits of your phone, or your personal number"),
        max_length=8,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("The personal number is on the convocation: five digits."),
    )

    def __init__(self, half_day: HalfDay, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Attendee.objects.coming().filter(session=half_day.session_id)
        field = self.fields["attendee"]
        field.queryset = people.select_related("participant").order_by("participant__name")  # type: ignore[attr-defined]
        field.label_from_instance = lambda each: each.participant.name  # type: ignore[attr-defined]


class VerifyForm(forms.Form):
    number = forms.CharField(label=_("Number of the certificate"), max_length=40)
    code = forms.CharField(
        label=_("Code"), max_length=30, help_text=_("Sixteen signs, as printed on the certificate.")
    )

    def clean_number(self) -> str:
        """What cannot be in an address is no number of ours."""
        return re.sub(r"[^A-Z0-9-]", "", self.cleaned_data["number"].upper()) or "-"

    def clean_code(self) -> str:
        return re.sub(r"[^A-Za-z0-9-]", "", self.cleaned_data["code"]) or "-"


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("The PDF you received"),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > BIGGEST_PDF_BYTES:
            raise forms.ValidationError(_("This file is too big to be one of our certificates."))
        return file


def marks_of(data: Any, prefix: str) -> tuple[dict[str, Decimal | None], list[str]]:
    """Marks typed as `prefix-KEY`; the keys whose text is no number. 12,5 and 12.5 are the same."""
    marks: dict[str, Decimal | None] = {}
    wrong = []
    for name, text in data.items():
        if not name.startswith(f"{prefix}-"):
            continue
        key, text = name.removeprefix(f"{prefix}-"), text.strip().replace(",", ".")
        try:
            marks[key] = Decimal(text) if text else None
        except InvalidOperation:
            wrong.append(key)
    return marks, wrong
