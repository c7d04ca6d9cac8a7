"""The forms of the readings: a declaration sheet, an enrolment, a pinned pair, an abstention."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mourafaka.calls.models import Application, Call
from mourafaka.people.enums import Role
from mourafaka.people.models import Mandate, User
from mourafaka.selection.enums import ConflictNature
from mourafaka.selection.models import ReviewerProfile
from mourafaka.selection.queries.ties import SheetLine
from mourafaka.selection.services import Tie

NATURES = [("", gettext_lazy("Choose…"))] + [
    choice for choice in ConflictNature.choices if choice[0] != ConflictNature.NONE
]


@dataclass(frozen=True)
class SheetRow:
    """A line of the sheet as typed; the nature is asked for once the tie is ticked."""

    line: SheetLine
    tied: bool
    nature: str
    note: str
    error: str


class SheetForm:
    """The declaration sheet: a tick where there is a tie, its nature, and “none of the others”."""

    def __init__(self, lines: Iterable[SheetLine], data: Mapping[str, str] | None = None) -> None:
        self.bound = data is not None
        self.data: Mapping[str, str] = data or {}
        self.errors: list[str] = []
        self.rows = [self._row(line) for line in lines]
        if self.bound and not self.data.get("none_of_the_others"):
            self.errors.append(_("Confirm that you have no tie with any of the others."))

    @property
    def to_declare(self) -> list[SheetRow]:
        return [row for row in self.rows if row.line.declared is None or not row.line.declared.is_conflict]

    @property
    def declared(self) -> list[SheetRow]:
        return [row for row in self.rows if row.line.declared is not None and row.line.declared.is_conflict]

    @property
    def fresh(self) -> int:
        return sum(row.line.declared is None for row in self.rows)

    @property
    def hinted(self) -> int:
        return sum(bool(row.line.hints) for row in self.to_declare)

    @property
    def confirmed(self) -> bool:
        return bool(self.data.get("none_of_the_others"))

    def is_valid(self) -> bool:
        return self.bound and not self.errors and not any(row.error for row in self.rows)

    @property
    def conflicts(self) -> dict[int, Tie]:
        return {row.line.cooperative.pk: Tie(row.nature, row.note) for row in self.to_declare if row.tied}

    @property
    def listed(self) -> set[int]:
        """Only what the person was shown: who applied since then stays to be declared."""
        shown = str(self.data.get("listed", "")).split(",")
        return {int(key) for key in shown if key.isdecimal() and len(key) < 15}

    @property
    def shown(self) -> str:
        return ",".join(str(row.line.cooperative.pk) for row in self.rows)

    def _row(self, line: SheetLine) -> SheetRow:
        key = line.cooperative.pk
        tied = bool(self.data.get(f"tie-{key}"))
        nature = self.data.get(f"nature-{key}", "")
        note = self.data.get(f"note-{key}", "").replace("\x00", "").strip()[:300]
        error = ""
        if tied and nature not in dict(NATURES[1:]):
            error = _("Say what ties you to it.")
        return SheetRow(line, tied, nature, note, error)


class EnrolForm(forms.Form):
    user = forms.ModelChoiceField(queryset=User.objects.none(), label=gettext_lazy("Reader"))
    min_load = forms.IntegerField(
        label=gettext_lazy("Fewest applications"), min_value=0, max_value=2000, initial=0
    )
    max_load = forms.IntegerField(
        label=gettext_lazy("Most applications"), min_value=0, max_value=2000, initial=60
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holders = Mandate.objects.in_force().filter(role=Role.REVIEWER).values("user")
        enrolled = ReviewerProfile.objects.filter(call=call).values("user")
        people = User.objects.filter(pk__in=holders, is_active=True).exclude(pk__in=enrolled)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]

    @property
    def has_candidates(self) -> bool:
        return bool(self.fields["user"].queryset.exists())  # type: ignore[attr-defined]


class PinForm(forms.Form):
    application = forms.CharField(label=gettext_lazy("Number of the application"), max_length=20)
    reader = forms.ModelChoiceField(queryset=ReviewerProfile.objects.none(), label=gettext_lazy("Reader"))

    def __init__(self, *args: Any, call: Call, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visible = Application.objects.visible_to(user).filter(call=call)
        field = self.fields["reader"]
        field.queryset = ReviewerProfile.objects.filter(call=call).select_related("user")  # type: ignore[attr-defined]
        field.label_from_instance = lambda p: f"{p.pseudonym} · {p.user}"  # type: ignore[attr-defined]

    def clean_application(self) -> Application:
        number = self.cleaned_data["application"].strip()
        found = self.visible.filter(number__iexact=number).first()
        if found is None:
            raise forms.ValidationError(
                _("No application %(number)s in this call."), params={"number": number}
            )
        return found


class AbstainForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class FoundConflictForm(forms.Form):
    nature = forms.ChoiceField(label=gettext_lazy("Nature"), choices=NATURES)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)
