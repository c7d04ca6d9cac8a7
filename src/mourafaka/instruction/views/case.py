"""One case: its conditions, documents, corrections, opinions and thread, each with its button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from rules import has_perm

from mourafaka.calls import queries as dossier
from mourafaka.calls import services as calls
from mourafaka.calls.enums import ApplicationState, DocumentState
from mourafaka.foundations.policies import policy
from mourafaka.foundations.taking import tried
from mourafaka.instruction import forms, queries, services
from mourafaka.instruction.enums import OPEN_STATES
from mourafaka.instruction.models import Case, Correction, Message
from mourafaka.instruction.views.common import case_of, kept

DECISIONS = {"admit": calls.admit, "reject": calls.reject}


class DocumentForm(django_forms.Form):
    state = django_forms.ChoiceField(
        choices=[
            (state.value, state.label)
            for state in (DocumentState.ACCEPTED, DocumentState.REJECTED, DocumentState.RECEIVED)
        ]
    )
    note = django_forms.CharField(label=_("Note"), max_length=300, required=False)


class ReasonForm(django_forms.Form):
    reason = django_forms.CharField(
        label=_("Reason the cooperative will read"),
        max_length=1000,
        widget=django_forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="reject-%s")


@policy("instruction.enter_queue")
def case(request: HttpRequest, number: str) -> HttpResponse:
    found = case_of(request, number)
    unread = Message.objects.filter(case=found).unread(from_staff=False).exists()
    if unread and has_perm("instruction.handle_case", request.user, found):
        services.read_messages(found, actor=request.user)
    return _page(request, found)


@policy("instruction.handle_case")
@require_POST
def assign(request: HttpRequest, number: str) -> HttpResponse:
    """Take the case, hand it over, or put it back in the queue."""
    found = case_of(request, number)
    if request.POST.get("then") == "take":
        services.assign_case(found, actor=request.user, officer=request.user)
        messages.success(request, _("You have %(number)s in charge.") % {"number": number})
        return redirect("instruction:case", number)
    form = forms.OfficerForm(request.POST, officers=queries.officers_for(request.user, [found]))
    return _done(
        request,
        found,
        "assign_form",
        form,
        lambda: services.assign_case(found, actor=request.user, **form.cleaned_data),
    )


@policy("instruction.handle_case")
@require_POST
def document(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    found = case_of(request, number)
    form = DocumentForm(request.POST)
    return _done(
        request,
        found,
        "document_form",
        form,
        lambda: calls.set_document_state(
            found.application, actor=request.user, kind=kind, **form.cleaned_data
        ),
    )


@policy("instruction.handle_case")
@require_POST
def ask(request: HttpRequest, number: str) -> HttpResponse:
    found = case_of(request, number)
    form = forms.AskForm(request.POST, case=found, due_on=queries.correction_due(found))
    return _done(
        request,
        found,
        "ask_form",
        form,
        lambda: services.ask_corrections(
            found, actor=request.user, asked=form.asked(), due_on=form.cleaned_data["due_on"]
        ),
    )


@policy("instruction.handle_case")
@require_POST
def decide(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    found = case_of(request, number)
    if verb not in DECISIONS:
        raise Http404
    form = ReasonForm(request.POST) if verb == "reject" else django_forms.Form(request.POST)
    return _done(
        request,
        found,
        f"{verb}_form",
        form,
        lambda: DECISIONS[verb](found.application, actor=request.user, **form.cleaned_data),
    )


@policy("instruction.handle_case")
@require_POST
def ask_opinion(request: HttpRequest, number: str) -> HttpResponse:
    found = case_of(request, number)
    form = forms.OpinionForm(request.POST)
    return _done(
        request,
        found,
        "opinion_form",
        form,
        lambda: services.ask_opinion(found, actor=request.user, **form.cleaned_data),
    )


@policy("instruction.handle_case")
@require_POST
def message(request: HttpRequest, number: str) -> HttpResponse:
    found = case_of(request, number)
    form = forms.MessageForm(request.POST, request.FILES)
    return _done(
        request,
        found,
        "message_form",
        form,
        lambda: services.post_message(
            found, actor=request.user, text=form.cleaned_data["text"], file=kept(form)
        ),
    )


@policy("instruction.handle_case")
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    correction, found = _correction(request, pk)
    form = django_forms.Form(request.POST)
    return _done(
        request,
        found,
        "again_form",
        form,
        lambda: services.accept_correction(correction, actor=request.user),
    )


@policy("instruction.handle_case")
@require_POST
def ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    correction, found = _correction(request, pk)
    form = forms.AgainForm(request.POST)
    return _done(
        request,
        found,
        "again_form",
        form,
        lambda: services.ask_again(correction, actor=request.user, **form.cleaned_data),
        again=pk,
    )


def _correction(request: HttpRequest, pk: int) -> tuple[Correction, Case]:
    staffed = Correction.objects.filter(case__in=Case.objects.visible_to(request.user))
    correction = get_object_or_404(staffed.select_related("case__application"), pk=pk)
    return correction, case_of(request, correction.case.application.number)


def _done(
    request: HttpRequest, found: Case, name: str, form: Any, perform: Callable[[], Any], **more: Any
) -> HttpResponse:
    """Back to the case once done; otherwise the case again, with the form as it was typed."""
    if tried(form, perform) is not None:
        messages.success(request, _("Done."))
        return redirect("instruction:case", found.application.number)
    return _page(request, case_of(request, found.application.number), faults=form, **{name: form}, **more)


def _page(request: HttpRequest, found: Case, *, faults: Any = None, **typed: Any) -> HttpResponse:
    application = found.application
    may_handle = has_perm("instruction.handle_case", request.user, found)
    before, after = queries.neighbours(found, request.user)
    context: dict[str, Any] = {
        "case": found,
        "application": application,
        "cooperative": application.cooperative,
        "checks": dossier.checks_in_words(application),
        "documents": dossier.documents_of(application),
        "sections": dossier.sections_of(application),
        "events": dossier.timeline(application),
        "corrections": queries.corrections_of(found),
        "opinions": queries.opinions_of(found),
        "thread": queries.messages_of(found),
        "before": before,
        "after": after,
        "faults": faults,
        "may_handle": may_handle,
        "open": application.state in OPEN_STATES,
        "may_admit": application.state == ApplicationState.SUBMITTED,
    }
    if may_handle:
        context |= _forms(request, found)
    context |= typed
    status = 422 if faults is not None else 200
    return render(request, "instruction/case.html", context, status=status)


def _forms(request: HttpRequest, found: Case) -> dict[str, Any]:
    due_on = queries.correction_due(found)
    officers = queries.officers_for(request.user, [found])
    return {
        "ask_form": forms.AskForm(case=found, due_on=due_on),
        "assign_form": forms.OfficerForm(
            officers=officers, initial={"officer": found.officer_id, "version": found.version}
        ),
        "opinion_form": forms.OpinionForm(initial={"due_on": due_on, "confidential": True}),
        "message_form": forms.MessageForm(),
        "reject_form": ReasonForm(),
        "again_due": due_on,
    }
