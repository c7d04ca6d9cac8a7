"""The forms of sessions and modules."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mourafaka.enrolment.models import Enrolment
from mourafaka.people.enums import Role
from mourafaka.people.models import Mandate, User
from mourafaka.territory.models import Province, within
from mourafaka.training.enums import LANGUAGES, SessionState, WaitingOrder
from mourafaka.training.models import Module, Session

DAYS = ("day_1", "day_2", "day_3", "day_4")
NAMES = ("place", "trainer", "language", "capacity", "waiting_order", "childcare", "transport", "cost_mad")


def trainers() -> Any:
    holders = Mandate.objects.in_force().filter(role=Role.TRAINER).values("user")
    return User.objects.filter(pk__in=holders, is_active=True)


def day_field(number: int) -> forms.DateField:
    return forms.DateField(
        label=_("Day %(number)s") % {"number": number},
        required=number == 1,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class ChangeForm(forms.Form):
    """What may change of a session; `days` gathers the days given."""

    place = forms.CharField(label=_("Place"), max_length=200)
    trainer = forms.ModelChoiceField(User.objects.none(), label=_("Trainer"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    capacity = forms.IntegerField(label=_("Places"), min_value=1, initial=20)
    waiting_order = forms.ChoiceField(label=_("Waiting list"), choices=WaitingOrder.choices)
    childcare = forms.BooleanField(label=_("Childcare offered"), required=False)
    transport = forms.BooleanField(label=_("Transport offered"), required=False)
    cost_mad = forms.DecimalField(
        label=_("Cost (MAD)"), required=False, min_value=0, max_digits=14, decimal_places=2
    )
    day_1, day_2, day_3, day_4 = (day_field(number) for number in (1, 2, 3, 4))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, days: int = 2, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trainer"].queryset = trainers()  # type: ignore[attr-defined]
        for name in DAYS[days:]:
            del self.fields[name]

    def days(self) -> list[date]:
        return [day for name in DAYS if (day := self.cleaned_data.get(name))]

    def given(self) -> dict[str, Any]:
        """What the act takes."""
        kept = {name: value for name, value in self.cleaned_data.items() if name not in (*DAYS, "version")}
        return {**kept, "days": self.days()}

    @staticmethod
    def initial_of(session: Session) -> dict[str, Any]:
        days = sorted({half_day.on for half_day in session.half_days.all()})
        names = [
            "place",
            "trainer",
            "language",
            "capacity",
            "waiting_order",
            "childcare",
            "transport",
            "cost_mad",
            "version",
        ]
        return {**{name: getattr(session, name) for name in names}, **dict(zip(DAYS, days, strict=False))}


class PlanForm(ChangeForm):
    """A new session."""

    module = forms.ModelChoiceField(Module.objects.none(), label=_("Module"))
    provinces = forms.ModelMultipleChoiceField(
        Province.objects.none(), label=_("Provinces served"), widget=forms.CheckboxSelectMultiple
    )

    field_order = ["module", "provinces", *DAYS]

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, days=len(DAYS), **kwargs)
        codes = user.territory_codes(Role.MANAGER, Role.DELEGATE)
        places = Enrolment.objects.visible_to(user).values("cooperative__province")
        mine = Province.objects.filter(within(codes, "code"), pk__in=places)
        self.fields["module"].queryset = Module.objects.offered()  # type: ignore[attr-defined]
        self.fields["provinces"].queryset = mine  # type: ignore[attr-defined]
        del self.fields["version"]


class InviteForm(forms.Form):
    """Cooperatives that are not invited yet, those the session serves."""

    enrolment = forms.ModelChoiceField(Enrolment.objects.none(), label=_("Cooperative"))
    seats = forms.IntegerField(label=_("Places"), min_value=1, initial=2)

    def __init__(self, session: Session, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Enrolment.objects.visible_to(user).under_way().filter(cohort=session.cohort_id)
        rows = rows.filter(cooperative__province__in=session.provinces.all())
        rows = rows.exclude(pk__in=session.invitations.values("enrolment"))
        field = self.fields["enrolment"]
        field.queryset = rows.select_related("cooperative")  # type: ignore[attr-defined]
        field.label_from_instance = lambda each: f"{each.number} · {each.cooperative.name}"  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class SessionFilter(forms.Form):
    q = forms.CharField(label=_("Number or place"), required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *SessionState.choices]
    )
    module = forms.ModelChoiceField(Module.objects.all(), label=_("Module"), required=False)

    def narrow(self, rows: Any) -> Any:
        if not self.is_valid():
            return rows
        given = self.cleaned_data
        if given["q"]:
            rows = rows.filter(number__icontains=given["q"]) | rows.filter(place__icontains=given["q"])
        if given["state"]:
            rows = rows.filter(state=given["state"])
        return rows.filter(module=given["module"]) if given["module"] else rows


class ModuleForm(forms.ModelForm):
    """Languages and questions are written with commas: fr, ar · GOV1, GOV2."""

    languages = forms.CharField(label=_("Languages"), help_text=_("fr, ar, zgh"))
    questions = forms.CharField(
        label=_("Questions of the diagnosis it answers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Codes of the questions, separated by commas: GOV1, GOV2"),
    )

    class Meta:
        model = Module
        fields = [
            "title_fr",
            "title_ar",
            "title_en",
            "objectives_fr",
            "objectives_ar",
            "objectives_en",
            "hours",
            "half_days",
            "compulsory",
            "languages",
            "questions",
            "seats_min",
            "seats_max",
            "presence_percent",
            "offered",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("languages", "questions"):
            self.initial[name] = ", ".join(getattr(self.instance, name))

    def clean_languages(self) -> list[str]:
        return _codes(self.cleaned_data["languages"].lower())

    def clean_questions(self) -> list[str]:
        return _codes(self.cleaned_data["questions"].upper())


def _codes(text: str) -> list[str]:
    return text.replace(",", " ").replace("،", " ").split()
