"""Who helps with a draft."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mourafaka.applying.enums import Right
from mourafaka.applying.models import Helper
from mourafaka.applying.services import end_help, invite_helper
from mourafaka.applying.views.shared import draft_of, rights_on
from mourafaka.foundations.policies import policy
from mourafaka.foundations.refusals import Refused


@policy("applying.view_draft")
def helpers(request: HttpRequest, code: str) -> HttpResponse:
    draft = draft_of(request, code)
    typed = {name: request.POST.get(name, "") for name in ("address", "rights")}
    problems: dict[str, str] = {}
    if request.method == "POST":
        try:
            invite_helper(draft, actor=request.user, address=typed["address"], rights=typed["rights"])
            return redirect("applying:helpers", code)
        except Refused as refused:
            if refused.code in ("not_allowed", "draft_not_open"):
                raise
            problems = {refused.facts.get("field", "address"): str(refused)}
    context = {
        "draft": draft,
        "helpers": draft.helpers.filter(ended_at=None).select_related("user"),
        "rights": Right.choices,
        "typed": typed,
        "problems": problems,
        "may": rights_on(draft, request.user),
    }
    return render(request, "applying/helpers.html", context, status=422 if problems else 200)


@policy("applying.view_draft")
@require_POST
def end(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    draft = draft_of(request, code)
    found = get_object_or_404(Helper.objects.visible_to(request.user), draft=draft, pk=pk)
    end_help(found, actor=request.user)
    if found.user_id == request.user.pk:
        return redirect("applying:landing")
    return redirect("applying:helpers", code)
