"""Teams and the days of each call, for the manager."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from mourafaka.calls.models import Call
from mourafaka.foundations.policies import policy
from mourafaka.foundations.taking import tried
from mourafaka.instruction import services
from mourafaka.instruction.enums import COMPLETENESS_DAYS, CORRECTION_DAYS
from mourafaka.instruction.forms import PaceForm, TeamForm
from mourafaka.instruction.models import Pace, Team


@policy("instruction.manage_teams")
def teams(request: HttpRequest) -> HttpResponse:
    known = {pace.call_id: pace for pace in Pace.objects.all()}
    usual = Pace(completeness_days=COMPLETENESS_DAYS, correction_days=CORRECTION_DAYS)
    calls = [(call, known.get(call.pk, usual)) for call in Call.objects.visible_to(request.user)[:50]]
    rows = Team.objects.prefetch_related("provinces", "members")
    return render(request, "instruction/teams.html", {"teams": rows, "calls": calls})


@policy("instruction.manage_teams")
def team(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    found = get_object_or_404(Team, pk=pk) if pk is not None else None
    form = TeamForm(request.POST or None, instance=found)
    if tried(
        form,
        lambda: services.save_team(
            get_object_or_404(Team, pk=pk) if pk is not None else None,
            actor=request.user,
            **{name: form.cleaned_data[name] for name in ("name", "fallback")},
            provinces=list(form.cleaned_data["provinces"]),
            members=list(form.cleaned_data["members"]),
        ),
    ):
        messages.success(request, _("Saved."))
        return redirect("instruction:teams")
    title = found.name if found else _("New team")
    context = {"form": form, "title": title}
    return render(request, "instruction/form.html", context, status=422 if form.errors else 200)


@policy("instruction.manage_teams")
def pace(request: HttpRequest, code: str) -> HttpResponse:
    call = get_object_or_404(Call.objects.visible_to(request.user), code=code)
    form = PaceForm(request.POST or None, instance=Pace.objects.filter(call=call).first() or Pace(call=call))
    if tried(form, lambda: services.set_pace(call, actor=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect("instruction:teams")
    context = {"form": form, "title": str(call)}
    return render(request, "instruction/form.html", context, status=422 if form.errors else 200)
