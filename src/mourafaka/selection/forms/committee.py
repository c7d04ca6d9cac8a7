"""The forms of the committee."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mourafaka.people.enums import Role
from mourafaka.people.models import Mandate, User
from mourafaka.selection.enums import Outcome, Vote
from mourafaka.selection.models import CommitteeSession, Proposal
from mourafaka.selection.queries.choice import withheld_from


def committee_members() -> Any:
    holders = Mandate.objects.in_force().filter(role=Role.COMMITTEE).values("user")
    return User.objects.filter(pk__in=holders, is_active=True).select_related("organisation")


class SessionForm(forms.Form):
    held_on = forms.DateField(
        label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}), initial=timezone.localdate
    )
    place = forms.CharField(label=_("Place"), max_length=150)
    members = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Members called"), widget=forms.CheckboxSelectMultiple
    )
    chair = forms.ModelChoiceField(User.objects.none(), label=_("Chair"))
    quorum = forms.IntegerField(label=_("Quorum"), min_value=1, initial=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = committee_members()
        for name in ("members", "chair"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]
        self.fields["members"].initial = list(people)


class AttendanceForm(forms.Form):
    present = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Present"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, session: CommitteeSession, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seats = list(session.attendances.all())
        called = User.objects.filter(pk__in=[seat.member_id for seat in seats])
        self.fields["present"].queryset = called  # type: ignore[attr-defined]
        self.fields["present"].initial = [seat.member_id for seat in seats if seat.present]


def application_choices(session: CommitteeSession, user: User) -> list[tuple[str, str]]:
    """The applications of the proposal that this person may see."""
    proposal = session.proposal or Proposal.objects.filter(call=session.call).first()
    numbers = sorted(proposal.inputs["numbers"].values()) if proposal else []
    hidden = withheld_from(user, session.call)
    seen = session.call.applications.filter(number__in=numbers).exclude(pk__in=hidden)
    rows = seen.select_related("cooperative").order_by("number")
    return [(a.number, f"{a.number} · {a.cooperative.name}") for a in rows]


class _OfProposal(forms.Form):
    """A form about one application of the proposal."""

    application = forms.ChoiceField(label=_("Application"))

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["application"].choices = choices  # type: ignore[attr-defined]


class MotionForm(_OfProposal):
    prefix = "motion"  # three forms stand on one page
    outcome = forms.ChoiceField(label=_("Decide instead"), choices=Outcome.choices)
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Published with the decision: name nobody."),
    )


class RecusalForm(_OfProposal):
    prefix = "recusal"
    member = forms.ModelChoiceField(User.objects.none(), label=_("Member"))
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(
        self, session: CommitteeSession, choices: list[tuple[str, str]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(choices, *args, **kwargs)
        called = User.objects.filter(pk__in=session.attendances.values("member"))
        self.fields["member"].queryset = called  # type: ignore[attr-defined]


class VoteForm(forms.Form):
    vote = forms.ChoiceField(choices=Vote.choices)


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Written in the additional minutes: name nobody."),
    )
