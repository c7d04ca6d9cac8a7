"""What the cooperative sees and answers of its application, in its words; and the files of both sides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mourafaka.foundations.files import attachment
from mourafaka.foundations.policies import policy
from mourafaka.foundations.taking import tried
from mourafaka.instruction import forms, queries, services
from mourafaka.instruction.models import Case, Correction, Message, Opinion
from mourafaka.instruction.models.exchange import own_applications
from mourafaka.instruction.views.common import kept


@policy("instruction.exchange")
def shared(request: HttpRequest, number: str) -> HttpResponse:
    found = _own_case(request, number)
    if Message.objects.filter(case=found).unread(from_staff=True).exists():
        services.read_messages(found, actor=request.user)
    return _page(request, found)


@policy("instruction.exchange")
@require_POST
def write(request: HttpRequest, number: str) -> HttpResponse:
    found = _own_case(request, number)
    form = forms.MessageForm(request.POST, request.FILES)
    sent = tried(
        form,
        lambda: services.post_message(
            found, actor=request.user, text=form.cleaned_data["text"], file=kept(form)
        ),
    )
    if not sent:
        return _page(request, found, message_form=form, status=422)
    messages.success(request, _("Your message is sent."))
    return redirect("instruction:shared", number)


@policy("instruction.exchange")
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    own = Correction.objects.filter(case__application__in=own_applications(request.user))
    correction = get_object_or_404(own.select_related("case__application"), pk=pk)
    number = correction.case.application.number
    form = forms.AnswerForm(request.POST, request.FILES)
    done = tried(
        form,
        lambda: services.answer_correction(
            correction, actor=request.user, text=form.cleaned_data["answer"], file=kept(form)
        ),
    )
    if not done:
        return _page(request, _own_case(request, number), answered=(pk, form), status=422)
    messages.success(request, _("Your answer is received."))
    return redirect("instruction:shared", number)


@policy("instruction.answer_correction")
def correction_file(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Correction.objects.visible_to(request.user), pk=pk, file__isnull=False)
    return attachment(found.file, f"answer-{pk}")


@policy("instruction.write_message")
def message_file(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Message.objects.visible_to(request.user), pk=pk, file__isnull=False)
    return attachment(found.file, f"message-{pk}")


def _own_case(request: HttpRequest, number: str) -> Case:
    scope = Case.objects.filter(application__in=own_applications(request.user)).for_lists()
    return get_object_or_404(scope, application__number=number)


def _page(
    request: HttpRequest,
    found: Case,
    *,
    answered: tuple[int, Any] | None = None,
    message_form: forms.MessageForm | None = None,
    status: int = 200,
) -> HttpResponse:
    lines = queries.corrections_of(found)
    to_answer = []
    for line in lines:
        if line.record.state == "asked" and not line.late:
            typed = answered[1] if answered and answered[0] == line.record.pk else None
            form = typed or forms.AnswerForm(auto_id=f"answer-{line.record.pk}-%s")
            to_answer.append((line, form))
    context = {
        "case": found,
        "application": found.application,
        "to_answer": to_answer,
        "others": [line for line in lines if line.record.state not in ("asked", "cancelled")],
        "missed": [line for line in lines if line.late],
        "opinions": Opinion.objects.filter(case=found).shared(),
        "thread": queries.messages_of(found),
        "message_form": message_form or forms.MessageForm(),
    }
    return render(request, "instruction/shared.html", context, status=status)
