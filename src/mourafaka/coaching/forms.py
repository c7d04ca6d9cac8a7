"""The forms of the coaching. What a value must be is the acts' business; here it is only read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from mourafaka.coaching.enums import RATES, FeastKind, FileKind, Following, Means, Mode, Outcome
from mourafaka.coaching.models import Recommendation, VisitReport
from mourafaka.coaching.queries.reports import Prefilled, theme_choices
from mourafaka.foundations.received.uploads import ACCEPT
from mourafaka.people.models import User
from mourafaka.plans.enums import OPEN, ActionState
from mourafaka.plans.models import PlanAction
from mourafaka.territory.models import Commune, Sector, within

NEW_LINES = 3  # empty lines for recommendations


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def _day(label: Any, *, required: bool = True, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=DayInput(), **options)


def _reason(label: Any, *, required: bool = True, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=2000, required=required, widget=forms.Textarea({"rows": 3}), **options
    )


class ProfileForm(forms.Form):
    days_per_month = forms.IntegerField(label=_("Days a month for visits"), min_value=0, max_value=23)
    commune = forms.ModelChoiceField(
        Commune.objects.none(), label=_("Base: the commune tours start from"), required=False
    )
    latitude = forms.FloatField(label=_("Latitude of the base"), required=False)
    longitude = forms.FloatField(label=_("Longitude of the base"), required=False)
    skills = forms.MultipleChoiceField(
        label=_("Sectors she knows"), required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, coach: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = coach.territory_codes("coach")
        communes: Any = self.fields["commune"]
        communes.queryset = Commune.objects.filter(within(codes)).order_by("name_fr")
        skills: Any = self.fields["skills"]
        skills.choices = [(sector.code, sector.label) for sector in Sector.objects.sectors().active()]


class AbsenceForm(forms.Form):
    starts_on = _day(_("First day away"))
    ends_on = _day(_("Last day away"))
    reason = forms.CharField(label=_("Reason"), max_length=200)


class FeastForm(forms.Form):
    kind = forms.ChoiceField(label=_("Feast"), choices=FeastKind.choices)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))
    source = forms.CharField(label=_("Where this date comes from"), max_length=200)


class PlanOneForm(forms.Form):
    planned_on = _day(_("Day"))
    extra = forms.BooleanField(label=_("An extra visit, beyond those of the contract"), required=False)
    reason = _reason(
        _("Reason"), required=False, help_text=_("For an extra visit, or a day outside the window.")
    )


class MoveForm(forms.Form):
    planned_on = _day(_("New day"))
    reason = _reason(_("Reason"), required=False, help_text=_("Needed outside the window of the visit."))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    reason = _reason(_("Reason"))


class PlanningForm(forms.Form):
    """What to plan: a contract or a whole cohort."""

    subject = forms.ChoiceField(label=_("Contract or cohort"))
    replan = forms.BooleanField(
        label=_("Plan again every visit that is free, also those that nothing disturbs"), required=False
    )
    sector_required = forms.BooleanField(
        label=_("Only coaches who know the sector of their cooperatives"), required=False
    )

    def __init__(self, subjects: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["subject"]
        chosen.choices = list(subjects)


class FileForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it is"), choices=FileKind.choices)
    file = forms.FileField(label=_("File"), widget=forms.ClearableFileInput({"accept": ACCEPT}))
    taken_on = _day(
        _("Day of the photo"), required=False, help_text=_("Only if the camera did not write it.")
    )


class AnswerForm(forms.Form):
    """One screen for the cooperative: did it take place, and a face."""

    took_place = forms.ChoiceField(
        label=_("Did this visit take place?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
    rate = forms.TypedChoiceField(
        label=_("Was it useful?"),
        choices=[(rate, words) for rate, _mouth, words in RATES],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=_("Do you want to add something?"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )


class PaperAnswerForm(AnswerForm):
    """What stands on the slip, and the slip."""

    paper = forms.FileField(
        label=_("Scan or photo of the signed slip"),
        help_text=_("PDF or photo, 10 MB at most."),
        widget=forms.ClearableFileInput({"accept": ACCEPT}),
    )


class CodeForm(forms.Form):
    reference = forms.RegexField(
        r"^\s*\S+/\d{1,2}\s*$",
        label=_("Number of the visit"),
        help_text=_("As in the message: T2-09-0001/5."),
    )
    code = forms.RegexField(
        r"^\s*\d{6}\s*$",
        label=_("Code of six digits"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class ControlForm(forms.Form):
    means = forms.ChoiceField(
        label=_("How was it controlled?"), choices=Means.choices, widget=forms.RadioSelect
    )
    outcome = forms.ChoiceField(label=_("What was found?"), choices=Outcome.choices, widget=forms.RadioSelect)
    on = _day(_("Day of the control"), required=False)
    note = _reason(_("Whom you asked and what was found"))


class MonthForm(forms.Form):
    contract = forms.ChoiceField(label=_("Contract"))
    month = forms.RegexField(r"^\d{4}-\d{2}$", label=_("Month"), widget=forms.DateInput({"type": "month"}))

    def __init__(self, contracts: Iterable[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["contract"]
        chosen.choices = [(str(each.pk), str(each)) for each in contracts]


class StatementForm(forms.Form):
    contract = forms.ChoiceField(label=_("Contract"))
    period_from = _day(_("From"))
    period_to = _day(_("Until"))

    def __init__(self, contracts: Iterable[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["contract"]
        chosen.choices = [(str(each.pk), str(each)) for each in contracts]


# --- The report ---


class ReportForm(forms.Form):
    """Its values stay as typed: the act reads them, and what it refuses comes back unchanged."""

    held_on = forms.CharField(label=_("Held on"), widget=forms.TextInput({"type": "date"}))
    mode = forms.ChoiceField(label=_("How"), choices=Mode.choices, widget=forms.RadioSelect)
    duration_hours = forms.CharField(
        label=_("Duration (hours)"), widget=forms.TextInput({"inputmode": "decimal"})
    )
    people_met = forms.CharField(label=_("People met"), widget=forms.TextInput({"inputmode": "numeric"}))
    women_met = forms.CharField(
        label=_("Women among them"), required=False, widget=forms.TextInput({"inputmode": "numeric"})
    )
    themes = forms.MultipleChoiceField(label=_("Themes"), required=False, widget=forms.CheckboxSelectMultiple)
    observations = forms.CharField(label=_("What was seen and done"), widget=forms.Textarea({"rows": 6}))
    difficulties = forms.CharField(
        label=_("Difficulties"), required=False, widget=forms.Textarea({"rows": 3})
    )
    decisions = forms.CharField(
        label=_("What was decided"), required=False, widget=forms.Textarea({"rows": 3})
    )
    next_visit_on = forms.CharField(
        label=_("Next visit on"), required=False, widget=forms.TextInput({"type": "date"})
    )
    latitude = forms.CharField(
        label=_("Latitude"), required=False, widget=forms.TextInput({"inputmode": "decimal"})
    )
    longitude = forms.CharField(
        label=_("Longitude"), required=False, widget=forms.TextInput({"inputmode": "decimal"})
    )

    def __init__(self, report: VisitReport, data: Any = None) -> None:
        names = [name for name in self.base_fields if name != "themes"]
        initial = {name: _typed(getattr(report, name)) for name in names}
        super().__init__(data, initial={**initial, "themes": report.themes}, use_required_attribute=False)
        themes: Any = self.fields["themes"]
        themes.choices = theme_choices()

    def full_clean(self) -> None:
        """What is needed is shown as such; what is wrong is said by the act alone."""
        super().full_clean()
        self._errors = ErrorDict()


def _typed(value: Any) -> str:
    return "" if value is None else str(value)


@dataclass(frozen=True)
class ActionRow:
    action: PlanAction
    before: int
    after: str
    state: str
    note: str
    evidence: str
    states: list[tuple[str, Any]]


@dataclass(frozen=True)
class FollowRow:
    recommendation: Recommendation
    state: str
    reason: str
    states: list[tuple[str, Any]]


@dataclass(frozen=True)
class AdviceRow:
    place: int
    text: str
    due_on: str


class ReportLines:
    """The lines of a report, as stored or as typed: `action-5-after`, `advice-0-text`, `follow-3-state`."""

    def __init__(
        self, report: VisitReport, prefilled: Prefilled, data: Mapping[str, str] | None = None
    ) -> None:
        self.report, self.prefilled, self.data = report, prefilled, data

    @property
    def actions(self) -> list[ActionRow]:
        states = [(str(state), ActionState(state).label) for state in (*OPEN, ActionState.DONE)]
        return [
            ActionRow(
                action=line.action,
                before=line.before,
                after=self._said(f"action-{line.action.pk}-after", line.touched and line.touched.after),
                state=self._said(f"action-{line.action.pk}-state", line.touched and line.touched.state),
                note=self._said(f"action-{line.action.pk}-note", line.touched and line.touched.note),
                evidence=self._said(
                    f"action-{line.action.pk}-evidence", line.touched and line.touched.evidence
                ),
                states=states,
            )
            for line in self.prefilled.actions
        ]

    @property
    def followed(self) -> list[FollowRow]:
        return [
            FollowRow(
                recommendation=line.recommendation,
                state=self._said(f"follow-{line.recommendation.pk}-state", line.said and line.said.state),
                reason=self._said(f"follow-{line.recommendation.pk}-reason", line.said and line.said.reason),
                states=[(str(value), label) for value, label in Following.choices],
            )
            for line in self.prefilled.followed
        ]

    @property
    def advice(self) -> list[AdviceRow]:
        kept = list(self.report.recommendations.all())
        typed = sum(name.startswith("advice-") and name.endswith("-text") for name in self.data or ())
        rows = []
        for place in range(max(len(kept) + NEW_LINES, typed)):
            stored = kept[place] if place < len(kept) else None
            rows.append(
                AdviceRow(
                    place,
                    self._said(f"advice-{place}-text", stored and stored.text),
                    self._said(f"advice-{place}-due", stored and stored.due_on),
                )
            )
        return rows

    def _said(self, name: str, stored: Any) -> str:
        if self.data is not None:
            return str(self.data.get(name, ""))
        return _typed(stored)

    def as_said(self) -> dict[str, list[dict[str, Any]]]:
        """What the act takes; a line about an action is said when it has a share or a state."""
        return {
            "actions": [
                {
                    "action": row.action.pk,
                    "after": row.after or row.before,
                    "state": row.state,
                    "note": row.note,
                    "evidence": row.evidence,
                }
                for row in self.actions
                if row.after or row.state
            ],
            "recommendations": [{"text": row.text, "due_on": row.due_on} for row in self.advice],
            "followed": [
                {"recommendation": row.recommendation.pk, "state": row.state, "reason": row.reason}
                for row in self.followed
            ],
        }
