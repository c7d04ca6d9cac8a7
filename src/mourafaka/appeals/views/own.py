"""The cooperative contests, follows its appeal, gives up; an agent does the same for her at the counter."""

from __future__ import annotations

from typing import Any

import rules
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mourafaka.appeals import services
from mourafaka.appeals.forms import FILE_FIELDS, FileForm, GiveUpForm, LodgeForm
from mourafaka.appeals.models import Appeal, AppealDocument, Letter
from mourafaka.appeals.queries.told import told
from mourafaka.calls.models import Application
from mourafaka.foundations.files import attachment
from mourafaka.foundations.policies import policy
from mourafaka.foundations.received.uploads import keep
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.tables import download
from mourafaka.foundations.taking import tried
from mourafaka.instruction.models.exchange import own_applications
from mourafaka.selection.models import Letter as DecisionLetter


@policy("appeals.enter_own")
@never_cache
@require_GET
def own(request: HttpRequest, number: str) -> HttpResponse:
    """What was decided, until when it may be contested, and the appeals with their answers."""
    return _page(request, _application(request, number))


@policy("appeals.lodge")
@require_POST
def lodge(request: HttpRequest, number: str) -> HttpResponse:
    application = _application(request, number)
    form = LodgeForm(request.POST, request.FILES, counter=_at_counter(request, application))
    done = tried(form, lambda: _lodged(request, application, form))
    if not done:
        return _page(request, application, form=form, status=422)
    messages.success(request, _("Your appeal is received. The date of the answer is below."))
    return redirect("appeals:own", number)


def _lodged(request: HttpRequest, application: Application, form: LodgeForm) -> Appeal:
    typed = form.cleaned_data
    return services.lodge_appeal(
        application,
        actor=request.user,
        text=typed["text"],
        files=[keep(typed[name]) for name in FILE_FIELDS if typed.get(name)],
        received_on=typed.get("received_on"),
    )


@policy("appeals.lodge")
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more document, while the appeal is examined."""
    appeal = _appeal(request, pk)
    form = FileForm(request.POST, request.FILES)
    done = tried(
        form,
        lambda: services.add_document(appeal, actor=request.user, file=keep(form.cleaned_data["file"])),
    )
    if not done:
        return _page(request, appeal.application, file_form=form, status=422)
    messages.success(request, _("Your document is received."))
    return redirect("appeals:own", appeal.application.number)


@policy("appeals.lodge")
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    appeal = _appeal(request, pk)
    try:
        services.take_back(appeal, actor=request.user)
        messages.success(request, _("Your appeal is taken back; what was decided stands."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("appeals:own", appeal.application.number)


@policy("appeals.give_up")
@never_cache
def give_up(request: HttpRequest, number: str) -> HttpResponse:
    """Give up the application or the place: said twice, with the reason."""
    application = get_object_or_404(own_applications(request.user).select_related("call"), number=number)
    form = GiveUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if tried(form, lambda: services.give_up(application, actor=request.user, reason=reason)):
            messages.success(request, _("It is given up. Thank you for telling us."))
            return redirect("applying:follow", number)
    status = 422 if form.is_bound else 200
    return render(request, "appeals/give_up.html", {"application": application, "form": form}, status=status)


@policy("appeals.enter_own")
@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter of this room, for whoever it is for once it has left, and for its staff."""
    found = get_object_or_404(Letter.objects.visible_to(request.user).select_related("file"), pk=pk)
    return download(found.file.read(), found.file.name, "application/pdf")


@policy("appeals.enter_own")
@require_GET
def decision_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter of the committee's decision, for the cooperative once it has left."""
    mine = DecisionLetter.objects.filter(
        application__in=own_applications(request.user).order_by().values("pk")
    )
    found = get_object_or_404(mine.exclude(message__state="held").select_related("file"), pk=pk)
    return download(found.file.read(), found.file.name, "application/pdf")


@policy("appeals.enter_own")
@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    seen = Appeal.objects.visible_to(request.user).order_by().values("pk")
    found = get_object_or_404(AppealDocument.objects.filter(appeal__in=seen).select_related("file"), pk=pk)
    return attachment(found.file, f"appeal-{found.pk}")


# --- Shared ---


def _application(request: HttpRequest, number: str) -> Application:
    seen = Application.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("call__cohort", "cooperative__province"), number=number)


def _appeal(request: HttpRequest, pk: int) -> Appeal:
    return get_object_or_404(Appeal.objects.visible_to(request.user).for_lists(), pk=pk)


def _at_counter(request: HttpRequest, application: Application) -> bool:
    """An agent who types for the cooperative, and says when its paper came."""
    return not rules.has_perm("appeals.give_up", request.user, application)


def _page(
    request: HttpRequest,
    application: Application,
    *,
    form: LodgeForm | None = None,
    file_form: FileForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found = told(application, request.user)
    if found is None:
        raise Http404
    context: dict[str, Any] = {
        "application": application,
        "told": found,
        "form": form or LodgeForm(counter=_at_counter(request, application)),
        "file_form": file_form or FileForm(),
        "own": not _at_counter(request, application),
        "may_lodge": rules.has_perm("appeals.lodge", request.user, application),
    }
    return render(request, "appeals/own.html", context, status=status)
