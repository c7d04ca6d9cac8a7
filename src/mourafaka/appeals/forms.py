"""The forms of appeals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mourafaka.appeals.enums import CHARACTERS_AT_MOST
from mourafaka.foundations.fields import DayField
from mourafaka.foundations.received.uploads import ACCEPT
from mourafaka.people.models import User

FILE_FIELDS = ("file", "file_2", "file_3")


class DocumentField(forms.FileField):
    def __init__(self, **options: Any) -> None:
        widget = forms.ClearableFileInput(attrs={"accept": ACCEPT})
        super().__init__(required=False, widget=widget, **options)


class LodgeForm(forms.Form):
    """What is contested, and what proves it; an agent adds the day the paper came."""

    text = forms.CharField(
        label=_("What you contest, and why"),
        help_text=_("In French, Arabic or Amazigh, in your own words. A few sentences are enough."),
        max_length=CHARACTERS_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    file = DocumentField(label=_("Document (PDF or photo)"), help_text=_("Only if it helps."))
    file_2 = DocumentField(label=_("Second document"))
    file_3 = DocumentField(label=_("Third document"))

    def __init__(self, data: Any = None, files: Any = None, *, counter: bool = False) -> None:
        super().__init__(data, files)
        if counter:
            self.fields["received_on"] = DayField(
                label=_("Day the paper was received"), help_text=_("The cooperative's own day counts.")
            )


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Document (PDF or photo)"), widget=forms.ClearableFileInput(attrs={"accept": ACCEPT})
    )


class GiveUpForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
    sure = forms.BooleanField(label=_("We give it up. This cannot be undone."))


class GiveForm(forms.Form):
    examiner = forms.ModelChoiceField(label=_("Examined by"), queryset=User.objects.none())

    def __init__(self, data: Any = None, *, people: list[User]) -> None:
        super().__init__(data, auto_id="give-%s")
        self.fields["examiner"].queryset = User.objects.filter(pk__in=[user.pk for user in people])  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reasons the cooperative will read"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{type(self).__name__.lower()}-%s")


class RejectForm(ReasonForm):
    pass


class AcceptForm(ReasonForm):
    """The reasons, and the marks that are corrected: one field a criterion, empty for those that stand."""

    def __init__(self, data: Any = None, *, criteria: list[tuple[str, str, str]] = ()) -> None:  # type: ignore[assignment]
        super().__init__(data)
        self.codes = [code for code, _name, _mean in criteria]
        if criteria:
            self.fields["reason"].help_text = _("They are published in the additional minutes: name nobody.")
        for code, name, mean in criteria:
            self.fields[f"mark-{code}"] = forms.ChoiceField(
                label=f"{code} {name}",
                choices=[("", _("stands: mean of %(mean)s") % {"mean": mean})]
                + [(str(mark), str(mark)) for mark in range(6)],
                required=False,
            )

    def marks(self) -> dict[str, str]:
        given = {code: self.cleaned_data.get(f"mark-{code}", "") for code in self.codes}
        return {code: mark for code, mark in given.items() if mark}
