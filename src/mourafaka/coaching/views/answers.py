"""The cooperative answers about a visit: by its link, by its code, or from its own account. Asking it to answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from mourafaka.coaching import services
from mourafaka.coaching.enums import RATES
from mourafaka.coaching.forms import AnswerForm, CodeForm, PaperAnswerForm
from mourafaka.coaching.models import Confirmation, Visit
from mourafaka.coaching.views.taking import form_page
from mourafaka.foundations.files import attachment
from mourafaka.foundations.policies import policy, public
from mourafaka.foundations.received import uploads
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.taking import done, tried
from mourafaka.people.services import machine

LANGUAGES = ("fr", "ar")


@policy("coaching.ask_confirmation")
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Visit.objects.visible_to(request.user).for_lists(), pk=pk)
    services.ask_confirmation(found, actor=request.user)
    return done(
        request,
        _("The message to the cooperative is held in the outbox until it is released."),
        "coaching:visit",
        pk,
    )


@policy("coaching.confirm_visit")
@never_cache
def own_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """For somebody signed in who speaks for the cooperative: no code is needed."""
    found = get_object_or_404(Visit.objects.visible_to(request.user).for_lists(), pk=pk)
    form = AnswerForm(request.POST or None)
    if tried(form, lambda: services.confirm_visit(found, actor=request.user, **_said(form))):
        return done(request, _("Thank you: your answer is recorded."), "coaching:visit", pk)
    return _screen(request, found, form)


@policy("coaching.take_paper_answer")
def paper_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What the cooperative wrote on its slip, copied by who received it."""
    found = get_object_or_404(Visit.objects.visible_to(request.user).for_lists(), pk=pk)
    form = PaperAnswerForm(request.POST or None, request.FILES or None)
    if tried(form, lambda: _on_paper(request, found, form)):
        return done(request, _("The answer on paper is recorded."), "coaching:visit", pk)
    return form_page(request, form, title=_("The cooperative answered on paper"), visit=found)


def _on_paper(request: HttpRequest, found: Visit, form: PaperAnswerForm) -> Confirmation:
    paper = uploads.keep(form.cleaned_data["paper"], field="paper")
    return services.confirm_on_paper(found, actor=request.user, paper=paper, **_said(form))


@policy("coaching.view_report")
@require_safe
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The slip as it was received."""
    seen = Confirmation.objects.visible_to(request.user).exclude(paper=None)
    paper = get_object_or_404(seen.select_related("paper"), visit=pk).paper
    return attachment(paper, f"reponse-{pk}")


@public
@never_cache
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """One screen in the language of the cooperative; the link is good once."""
    asked = services.confirmation_of(link=token)
    if asked is None:
        return render(request, "coaching/answer_spent.html", status=404)
    if "language" not in request.GET and asked.language in LANGUAGES:
        translation.activate(asked.language)
        request.LANGUAGE_CODE = asked.language  # type: ignore[attr-defined]
    return _public(request, asked, token)


@public
@never_cache
def answer_by_code(request: HttpRequest) -> HttpResponse:
    """The same with the six digits of the message."""
    form = CodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _code_page(request, form)
    number, _slash, visit = form.cleaned_data["reference"].strip().rpartition("/")
    code = form.cleaned_data["code"].strip()
    try:
        asked = services.confirmation_of(number=number, visit=int(visit), code=code)
    except Refused as refused:
        form.add_error("code", str(refused))
        return _code_page(request, form)
    if asked is None:
        form.add_error(None, str(Refused("confirmation_spent")))
        return _code_page(request, form)
    return _public(request, asked, code, first="took_place" not in request.POST)


def _code_page(request: HttpRequest, form: CodeForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "coaching/answer_code.html", {"form": form}, status=status)


def _public(request: HttpRequest, asked: Confirmation, secret: str, *, first: bool = False) -> HttpResponse:
    form = AnswerForm(request.POST if request.method == "POST" and not first else None)
    if form.is_bound and form.is_valid():
        said = tried(
            form,
            lambda: services.confirm_visit(asked.visit, actor=machine(), secret=secret, **_said(form)),
        )
        if said:
            return render(request, "coaching/answer_done.html", {"visit": asked.visit})
    again = {name: request.POST[name] for name in ("reference", "code") if name in request.POST}
    return _screen(request, asked.visit, form, again=again)


def _said(form: AnswerForm) -> dict[str, Any]:
    said = form.cleaned_data
    return {"took_place": said["took_place"] == "yes", "rate": said["rate"], "comment": said["comment"]}


def _screen(request: HttpRequest, found: Visit, form: AnswerForm, **context: Any) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(
        request,
        "coaching/answer.html",
        {"visit": found, "form": form, "faces": RATES, **context},
        status=status,
    )
