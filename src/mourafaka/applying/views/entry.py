"""The door: open calls, the five questions, the code sent to a phone or an e-mail."""

from __future__ import annotations

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from mourafaka.applying import addresses, eligibility
from mourafaka.applying.queries import applications as queries
from mourafaka.applying.services import open_draft, save_answers
from mourafaka.calls.models import Call
from mourafaka.foundations import clock
from mourafaka.foundations.policies import policy, public

BACKEND = "django.contrib.auth.backends.ModelBackend"
CARRIED = {
    "registered_on": "cooperative",
    "province": "cooperative",
    "sector": "cooperative",
    "members_total": "members",
}


@public
def landing(request: HttpRequest) -> HttpResponse:
    """The calls that take applications now and, for who is signed in, her drafts and applications."""
    now = clock.now()
    calls = Call.objects.public().filter(state="open", opens_at__lte=now, closes_at__gte=now)
    mine = queries.of_person(request.user)
    return render(request, "applying/landing.html", {"calls": calls.order_by("closes_at"), "mine": mine})


@public
def check(request: HttpRequest, call: str) -> HttpResponse:
    """Sent by GET: the answers stay in the address and nothing is kept of a passer-by."""
    found = get_object_or_404(Call.objects.public(), code=call)
    result = eligibility.check(found, request.GET.dict())
    following = eligibility.next_call(found) if result.answered and not result.eligible else None
    status = 422 if any(each.problem for each in result.questions) else 200
    context = {"call": found, "check": result, "following": following, "answers": request.GET.urlencode()}
    return render(request, "applying/eligibility.html", context, status=status)


@public
def start(request: HttpRequest, call: str) -> HttpResponse:
    """The address a code is sent to. The answer is the same whether it is known or not."""
    found = get_object_or_404(Call.objects.public(), code=call)
    if request.GET or "applying" not in request.session:
        answers = {name: request.GET[name][:60] for name in CARRIED if name in request.GET}
        request.session["applying"] = {"call": found.code, "answers": answers}
    return _ask_address(request)


@public
def resume(request: HttpRequest) -> HttpResponse:
    return _ask_address(request)


def _ask_address(request: HttpRequest) -> HttpResponse:
    text, problem = request.POST.get("address", ""), ""
    if request.method == "POST":
        try:
            address = addresses.read(text)
        except addresses.AddressError as wrong:
            problem = str(wrong)
        else:
            addresses.send(address, language=get_language() or "fr", network=_network(request))
            request.session["address"] = address
            return redirect("applying:code")
    context = {"text": text, "problem": problem}
    return render(request, "applying/address.html", context, status=422 if problem else 200)


@public
def code(request: HttpRequest) -> HttpResponse:
    """The six digits; right, she is signed in and comes to her draft."""
    address = request.session.get("address", "")
    if not address:
        return redirect("applying:landing")
    wrong = False
    if request.method == "POST":
        person = addresses.person_of(
            address, request.POST.get("code", ""), language=get_language() or "fr", network=_network(request)
        )
        if person is not None:
            kept = request.session.get("applying")
            login(request, person, backend=BACKEND)
            call = Call.objects.public().filter(code=kept["call"]).first() if kept else None
            request.session["applying"] = kept
            return _to_draft(request, call) if call else redirect("applying:landing")
        wrong = True
    return render(
        request, "applying/code.html", {"address": address, "wrong": wrong}, status=422 if wrong else 200
    )


@policy("applying.open_draft")
@require_POST
def begin(request: HttpRequest, call: str) -> HttpResponse:
    """For who is signed in already; an agent may type for somebody."""
    found = get_object_or_404(Call.objects.public(), code=call)
    on_behalf = request.user.has_role("manager") or request.user.has_role("delegate")
    draft = open_draft(found, actor=request.user, language=get_language() or "fr", on_behalf=on_behalf)
    return redirect("applying:tasks", draft.code)


def _to_draft(request: HttpRequest, call: Call) -> HttpResponse:
    draft = open_draft(call, actor=request.user, language=get_language() or "fr")
    kept = request.session.pop("applying", None) or {}
    for section in ("cooperative", "members"):
        texts = {
            n: t
            for n, t in kept.get("answers", {}).items()
            if CARRIED[n] == section and not draft.typed.get(n)
        }
        if texts:
            draft = save_answers(
                draft, actor=request.user, section=section, typed=texts, version=draft.version
            )
    return redirect("applying:tasks", draft.code)


def _network(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
