"""Raw and adjusted ranks side by side, for those who owe no mark."""

from __future__ import annotations

import rules
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from mourafaka.calls.models import Call
from mourafaka.foundations.policies import policy
from mourafaka.foundations.refusals import Refused
from mourafaka.selection.models import Assignment
from mourafaka.selection.queries.calibration import calibration_board

ROWS_A_PAGE = 60


@policy("selection.enter_calibration")
@never_cache
def calibration(request: HttpRequest, code: str) -> HttpResponse:
    call = get_object_or_404(Call.objects.visible_to(request.user), code=code)
    if not rules.has_perm("selection.view_calibration", request.user, call):
        owed = Assignment.objects.visible_to(request.user).of_call(call).owed().count()
        raise Refused("marks_still_owed", count=owed)
    board = calibration_board(call, request.user)
    page = Paginator(board.applications, ROWS_A_PAGE).get_page(request.GET.get("page"))
    watches = rules.has_perm("selection.view_progress", request.user, call)
    context = {"call": call, "board": board, "page": page, "watches": watches}
    return render(request, "selection/review/calibration.html", context)
