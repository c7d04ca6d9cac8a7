"""The opinions asked of a person, and the dossier they were lent."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mourafaka.calls import queries as dossier
from mourafaka.foundations.files import attachment
from mourafaka.foundations.policies import policy
from mourafaka.foundations.taking import tried
from mourafaka.instruction import services
from mourafaka.instruction.forms import OpinionAnswerForm
from mourafaka.instruction.models import Case, Opinion


@policy("instruction.answer_opinion")
def opinions(request: HttpRequest) -> HttpResponse:
    mine = Opinion.objects.visible_to(request.user).filter(asked_of_id=request.user.pk)
    rows = mine.select_related("case__application__cooperative", "asked_by").order_by("-state", "due_on")
    return render(request, "instruction/opinions.html", {"opinions": rows})


@policy("instruction.answer_opinion")
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    found = _opinion(request, pk)
    form = OpinionAnswerForm(request.POST or None)
    if tried(
        form, lambda: services.answer_opinion(found, actor=request.user, text=form.cleaned_data["answer"])
    ):
        messages.success(request, _("Your opinion is recorded."))
        return redirect("instruction:opinions")
    application = found.case.application
    context = {
        "opinion": found,
        "application": application,
        "form": form,
        "checks": dossier.checks_in_words(application),
        "documents": dossier.documents_of(application),
        "sections": dossier.sections_of(application),
    }
    return render(request, "instruction/opinion.html", context, status=422 if form.errors else 200)


@policy("instruction.answer_opinion")
def opinion_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    application = _opinion(request, pk).case.application
    found = get_object_or_404(application.documents, kind=kind, file__isnull=False)
    return attachment(found.file, f"{application.number}-{kind}")


@policy("instruction.handle_case")
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    staffed = Opinion.objects.filter(case__in=Case.objects.visible_to(request.user))
    found = get_object_or_404(staffed.select_related("case__application"), pk=pk)
    services.cancel_opinion(found, actor=request.user)
    messages.success(request, _("The opinion is no longer asked."))
    return redirect("instruction:case", found.case.application.number)


def _opinion(request: HttpRequest, pk: int) -> Opinion:
    mine = Opinion.objects.visible_to(request.user).filter(asked_of_id=request.user.pk)
    return get_object_or_404(
        mine.select_related(
            "case__application__cooperative__province", "case__application__call", "asked_by"
        ),
        pk=pk,
    )
