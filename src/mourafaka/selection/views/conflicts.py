"""The declaration sheet: every cooperative of a call by name, before any application is read."""

from __future__ import annotations

import rules
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from mourafaka.calls.models import Call
from mourafaka.foundations.policies import policy
from mourafaka.selection import services
from mourafaka.selection.forms.review import NATURES, SheetForm
from mourafaka.selection.queries import ties


@policy("selection.declare_conflict")
@never_cache
def declaration(request: HttpRequest, code: str) -> HttpResponse:
    call = get_object_or_404(Call.objects.visible_to(request.user), code=code)
    lines = ties.declaration_sheet(call, request.user)
    form = SheetForm(lines, request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.declare_sheet(call, actor=request.user, listed=form.listed, conflicts=form.conflicts)
        messages.success(
            request, _("Declared. Conflicts on this sheet: %(count)s.") % {"count": len(form.conflicts)}
        )
        if rules.has_perm("selection.enter_readings", request.user):
            return redirect("selection:readings")
        return redirect("selection:declaration", code=code)
    context = {"call": call, "form": form, "natures": NATURES}
    return render(request, "selection/review/declaration.html", context, status=422 if form.bound else 200)
