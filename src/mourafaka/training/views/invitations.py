"""The cooperative's pages: its invitations, its answer, who comes, its certificates."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mourafaka.foundations.policies import policy
from mourafaka.foundations.refusals import Refused
from mourafaka.training import services
from mourafaka.training.forms.people import AnswerForm, PersonForm
from mourafaka.training.models import Attendee, Invitation
from mourafaka.training.queries import mine
from mourafaka.training.views.shared import acted, may, pdf, refused_on


def _invitation(request: HttpRequest, pk: int) -> Invitation:
    return get_object_or_404(Invitation.objects.visible_to(request.user).for_lists(), pk=pk)


@policy("training.answer")
@never_cache
@require_GET
def invitations(request: HttpRequest) -> HttpResponse:
    """What awaits an answer, and the certificates received."""
    context = {
        "invitations": mine.invitations_of(request.user),
        "certificates": mine.certificates_of(request.user),
    }
    return render(request, "training/invitations.html", context)


@policy("training.view_sessions")
@never_cache
@require_GET
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _invitation(request, pk))


@policy("training.answer")
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    found = _invitation(request, pk)
    accepts = request.POST.get("answer") == "accept"
    form = AnswerForm(request.POST)
    if accepts and not form.is_valid():
        return _page(request, found, status=422, answer_form=form)
    seats = form.cleaned_data["seats"] if accepts else None
    return acted(
        request,
        lambda: services.answer_invitation(found, actor=request.user, accepts=accepts, seats=seats),
        _("Your answer is recorded. Thank you."),
        "training:invitation",
        pk,
    )


@policy("training.answer")
@require_POST
def name(request: HttpRequest, pk: int) -> HttpResponse:
    found = _invitation(request, pk)
    form = PersonForm(request.POST)
    if form.is_valid():
        try:
            services.name_participants(found, actor=request.user, people=[form.person()])
            return redirect("training:invitation", pk)
        except Refused as refused:
            refused_on(form, refused)
    return _page(request, found, status=422, person_form=form)


@policy("training.answer")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    attendee = get_object_or_404(Attendee.objects.visible_to(request.user).for_lists(), pk=pk)
    return acted(
        request,
        lambda: services.withdraw_participant(attendee, actor=request.user),
        _("This person no longer comes; her place is free."),
        "training:invitation",
        attendee.invitation_id,
    )


@policy("training.view_sessions")
@require_GET
def convocation(request: HttpRequest, pk: int) -> HttpResponse:
    found = _invitation(request, pk)
    if found.convocation is None:
        raise Http404
    return pdf(found.convocation)


def _page(request: HttpRequest, found: Invitation, status: int = 200, **more: object) -> HttpResponse:
    people = found.attendees.coming().select_related("participant", "invitation")
    context = {
        "invitation": found,
        "session": found.session,
        "half_days": found.session.half_days.all(),
        "people": people,
        "free": found.seats - len(people),
        "answer_form": AnswerForm(initial={"seats": found.seats}),
        "person_form": PersonForm(),
        **may(request, found, may_answer="training.answer"),
    }
    return render(request, "training/invitation.html", {**context, **more}, status=status)
