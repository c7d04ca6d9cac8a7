"""What anybody may open: verifying a certificate, checking in with the trainer's code, an anonymous ballot."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from mourafaka.foundations.limits import limited
from mourafaka.foundations.policies import public
from mourafaka.foundations.refusals import Refused
from mourafaka.people.services import machine
from mourafaka.training import services
from mourafaka.training.codes import read_ballot_code
from mourafaka.training.enums import ASPECTS
from mourafaka.training.forms.people import FileForm, SelfCheckForm, VerifyForm
from mourafaka.training.models import Session
from mourafaka.training.queries import certificates
from mourafaka.training.queries.presence import is_open, open_check_in

FACES = (1, 2, 3, 4, 5)


@public
@never_cache
@limited("verify")
def verify(request: HttpRequest) -> HttpResponse:
    """The number and the code, typed by hand."""
    form = VerifyForm(request.GET or None)
    if request.GET and form.is_valid():
        return redirect("training:verified", form.cleaned_data["number"], form.cleaned_data["code"])
    status = 422 if request.GET else 200
    return render(request, "training/public/verify.html", {"form": form}, status=status)


@public
@never_cache
@limited("verify")
def verified(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """What the register holds, for who knows the code; a file sent is compared with the issued one."""
    verdict = certificates.verify(number, code)
    if verdict.certificate is None:
        return render(request, "training/public/verified.html", {"verdict": verdict}, status=404)
    form = FileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"verdict": verdict, "certificate": verdict.certificate, "form": form}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            status = 200
            context["file"] = certificates.compare(verdict.certificate, form.cleaned_data["file"].read())
    return render(request, "training/public/verified.html", context, status=status)


@public
@never_cache
@limited("check")
def self_check(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """A participant finds her name and confirms it."""
    half_day = open_check_in(pk, code)
    if half_day is None or not is_open(half_day):
        return render(request, "training/public/check_closed.html", {"half_day": half_day}, status=404)
    form = SelfCheckForm(half_day, request.POST or None)
    context = {"half_day": half_day, "session": half_day.session, "form": form}
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "training/public/self_check.html", context, status=status)
    try:
        check = services.self_check(half_day, actor=machine(), code=code, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return render(request, "training/public/self_check.html", context, status=422)
    context |= {"check": check, "wrong": not check.accepted}
    return render(request, "training/public/self_check.html", context, status=200 if check.accepted else 422)


@public
@never_cache
@limited("ballot")
def ballot(request: HttpRequest, code: str) -> HttpResponse:
    """Five faces for five questions; nobody signs."""
    read = read_ballot_code(code)
    session = Session.objects.filter(pk=read[0]).select_related("module").first() if read else None
    if session is None:
        return render(request, "training/public/ballot_closed.html", status=404)
    context: dict[str, Any] = {"session": session, "aspects": _aspects(request), "faces": FACES}
    if request.method != "POST":
        return render(request, "training/public/ballot.html", context)
    try:
        marks = {name: _face(request.POST.get(name, "")) for name, _label in ASPECTS}
        services.rate_session(session, actor=machine(), code=code, **marks)
    except Refused as refused:
        context["refused"] = refused
        return render(request, "training/public/ballot.html", context, status=422)
    return render(request, "training/public/ballot.html", {"session": session, "done": True})


def _aspects(request: HttpRequest) -> list[tuple[str, Any, int]]:
    return [(name, label, _face(request.POST.get(name, ""))) for name, label in ASPECTS]


def _face(text: str) -> int:
    return int(text) if text in {"1", "2", "3", "4", "5"} else 0
