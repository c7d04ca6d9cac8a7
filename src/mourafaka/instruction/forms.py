"""The forms of instruction."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.fields import DayField
from mourafaka.foundations.received.uploads import ACCEPT
from mourafaka.instruction.enums import BatchKind, CorrectionKind
from mourafaka.instruction.models import Case, Pace, Team
from mourafaka.instruction.targets import targets_of
from mourafaka.people.models import User
from mourafaka.territory.queries import provinces_by_region

LINES = 4


class UserChoice(forms.ModelChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=User.objects.filter(is_active=True), **options)


class AskForm(forms.Form):
    """Up to four corrections asked together; a line whose part is not chosen is left out."""

    def __init__(self, data: Any = None, *, case: Case, due_on: date, target: str = "") -> None:
        super().__init__(data, auto_id="ask-%s", initial={"due_on": due_on, "target-1": target})
        documents: list[tuple[str, str]] = []
        sections: list[tuple[str, str]] = []
        for value, label in targets_of(case.application).items():
            (documents if value.startswith("documents:") else sections).append((value, label))
        parts = [("", "—"), (_("Documents"), documents), (_("Sections"), sections)]
        for line in range(1, LINES + 1):
            self.fields[f"target-{line}"] = forms.ChoiceField(
                label=_("What (line %(line)s)") % {"line": line}, choices=parts, required=line == 1
            )
            self.fields[f"kind-{line}"] = forms.ChoiceField(label=_("Why"), choices=CorrectionKind.choices)
            self.fields[f"text-{line}"] = forms.CharField(
                label=_("What to do"),
                required=line == 1,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
            )
            if line > 1:
                self.fields[f"kind-{line}"].required = False
        self.fields["due_on"] = DayField(label=_("Until"))

    @property
    def lines(self) -> list[list[Any]]:
        names = ("target", "kind", "text")
        return [[self[f"{name}-{line}"] for name in names] for line in range(1, LINES + 1)]

    def asked(self) -> list[dict[str, str]]:
        typed = self.cleaned_data
        return [
            {name: typed[f"{name}-{line}"] for name in ("target", "kind", "text")}
            for line in range(1, LINES + 1)
            if typed[f"target-{line}"]
        ]


class AgainForm(forms.Form):
    text = forms.CharField(
        label=_("What to do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )
    due_on = DayField(label=_("Until"))


class AnswerForm(forms.Form):
    """What the cooperative answers, in its words."""

    answer = forms.CharField(
        label=_("Your answer"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    file = forms.FileField(
        label=_("File (PDF or photo)"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )


class MessageForm(forms.Form):
    text = forms.CharField(
        label=_("Message"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
    file = forms.FileField(
        label=_("File (PDF or photo)"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )


class OfficerForm(forms.Form):
    officer = UserChoice(label=_("Officer"), required=False, empty_label=_("Nobody"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, officers: list[User], **options: Any) -> None:
        super().__init__(data, auto_id="assign-%s", **options)
        self.fields["officer"].queryset = User.objects.filter(pk__in=[user.pk for user in officers])  # type: ignore[attr-defined]


class OpinionForm(forms.Form):
    asked_of = UserChoice(label=_("Asked of"))
    question = forms.CharField(
        label=_("Question"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
    due_on = DayField(label=_("Until"))
    confidential = forms.BooleanField(
        label=_("Confidential: the cooperative does not read it"), required=False, initial=True
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id="opinion-%s", **options)


class OpinionAnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Your opinion"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"})
    )


class TeamForm(forms.ModelForm[Team]):
    class Meta:
        model = Team
        fields = ("name", "provinces", "members", "fallback")
        widgets = {
            "provinces": forms.SelectMultiple(attrs={"size": 8}),
            "members": forms.SelectMultiple(attrs={"size": 6}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provinces"].choices = provinces_by_region()  # type: ignore[attr-defined]
        self.fields["members"].queryset = User.objects.filter(  # type: ignore[attr-defined]
            mandates__role__in=("manager", "delegate"), is_active=True
        ).distinct()
        self.fields["fallback"].help_text = _("It gets the applications of provinces no team has.")


class PaceForm(forms.ModelForm[Pace]):
    class Meta:
        model = Pace
        fields = ("completeness_days", "correction_days")


class BatchForm(forms.Form):
    """What to do over the chosen cases."""

    kind = forms.ChoiceField(label=_("What to do"), choices=BatchKind.choices)
    officer = UserChoice(label=_("Officer"), required=False)
    target = forms.CharField(label=_("What to correct"), required=False, widget=forms.Select)
    why = forms.ChoiceField(label=_("Why"), choices=CorrectionKind.choices, required=False)
    text = forms.CharField(
        label=_("What to do"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    due_on = DayField(label=_("Until"), required=False)

    NEEDED = {"assign": ("officer",), "ask": ("target", "why", "text", "due_on"), "admit": ()}

    def __init__(
        self, data: Any = None, *, officers: list[User], targets: dict[str, str], **options: Any
    ) -> None:
        super().__init__(data, auto_id="batch-%s", **options)
        self.fields["officer"].queryset = User.objects.filter(pk__in=[user.pk for user in officers])  # type: ignore[attr-defined]
        self.fields["target"].widget.choices = list(targets.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for name in self.NEEDED.get(typed.get("kind", ""), ()):
            if not typed.get(name) and name not in self.errors:
                self.add_error(name, _("This is needed for what you chose."))
        return typed
