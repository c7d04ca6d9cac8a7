"""The registry's pages. Cooperatives are fetched through `visible_to`: what a person may not see is not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import rules
from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mourafaka.foundations.policies import policy
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.tables import table_response
from mourafaka.foundations.taking import form_page, say, tried
from mourafaka.territory.models import Province

from . import queries, services
from .filters import CooperativeFilter
from .forms import CooperativeForm, LabelForm, MembersForm, StatusForm, SupportForm
from .models import Cooperative, MemberStat
from .sockets import panels

PER_PAGE = 50


@policy("registry.view_cooperative")
def index(request: HttpRequest) -> HttpResponse:
    chosen = _filter(request)
    page = Paginator(chosen.found(), PER_PAGE).get_page(request.GET.get("page"))
    rows = queries.list_page(page.object_list)  # type: ignore[arg-type]
    context = {"filter": chosen, "page": page, "rows": rows, "allowed": _allowed(request)}
    return render(request, "registry/index.html", context)


@policy("registry.export_cooperatives")
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """What the list shows, all pages, as a file that can be sent back to the import."""
    found = _filter(request).found()
    options = {"title": _("Cooperatives"), "right_to_left": get_language_bidi()} if kind == "xlsx" else {}
    rows = queries.export_rows(found)
    return table_response(kind, "cooperatives", queries.export_headers(), rows, **options)


@policy("registry.view_cooperative")
def map_(request: HttpRequest) -> HttpResponse:
    chosen = _filter(request)
    context = {"filter": chosen, "page": queries.map_page(chosen.qs)}
    return render(request, "registry/map.html", context)


@policy("registry.view_cooperative")
def cooperative(request: HttpRequest, code: str) -> HttpResponse:
    scope = Cooperative.objects.visible_to(request.user)
    found = get_object_or_404(
        scope.with_places().select_related("branch", "commune").prefetch_related("other_value_chains"),
        code=code,
    )
    context = {
        "page": queries.cooperative_page(found, scope),
        "changes": queries.changes(found),
        "story": queries.story(found, request.user),
        "panels": panels.collect(found, request.user),
        "may_see_rib": rules.has_perm("registry.view_rib", request.user, found),
        "may_change": rules.has_perm("registry.change_cooperative", request.user, found),
    }
    return render(request, "registry/cooperative.html", context)


@policy("registry.view_rib")
@never_cache
@require_POST
def rib(request: HttpRequest, code: str) -> HttpResponse:
    """The bank account number in clear, on this answer only."""
    found = get_object_or_404(Cooperative.objects.visible_to(request.user), code=code)
    digits = services.read_rib(found, actor=request.user).digits
    return render(request, "registry/rib.html", {"cooperative": found, "digits": digits})


@policy("registry.register_cooperative")
def create(request: HttpRequest) -> HttpResponse:
    form = CooperativeForm(request.POST or None, provinces=_provinces(request))
    if form.is_valid():
        made = tried(form, lambda: _register(request, form))
        if made is not None:
            messages.success(request, _("%(code)s is registered.") % {"code": made.code})
            return redirect("registry:cooperative", made.code)
    return form_page(request, form, template="registry/edit.html")


@policy("registry.change_cooperative")
def edit(request: HttpRequest, code: str) -> HttpResponse:
    found = _changeable(request, code)
    form = CooperativeForm(request.POST or None, instance=found, provinces=_provinces(request))
    if form.is_valid():
        try:
            _correct(request, found, form)
        except Refused as refused:
            if refused.code == "changed_meanwhile":
                return _conflict(request, found, form)
            say(form, refused)
        else:
            messages.success(request, _("The corrections are saved."))
            return redirect("registry:cooperative", code)
    return form_page(request, form, template="registry/edit.html", cooperative=found)


@policy("registry.change_cooperative")
def members(request: HttpRequest, code: str, corrects: int | None = None) -> HttpResponse:
    found = _changeable(request, code)
    corrected = get_object_or_404(MemberStat, pk=corrects, cooperative=found) if corrects else None
    form = MembersForm(request.POST or None, initial=_counts(corrected))
    if tried(
        form,
        lambda: services.record_members(
            found,
            actor=request.user,
            as_of=form.cleaned_data["as_of"],
            counts=form.counts(),
            corrects=corrected,
        ),
    ):
        messages.success(request, _("The count is recorded."))
        return redirect("registry:cooperative", code)
    title = _("Correct a membership count") if corrected else _("Record a membership count")
    return form_page(request, form, template="registry/act.html", cooperative=found, title=title)


@policy("registry.change_cooperative")
def status(request: HttpRequest, code: str) -> HttpResponse:
    found = _changeable(request, code)
    form = StatusForm(request.POST or None, cooperative=found)
    act = services.change_status
    return _act_page(request, found, form, act, title=_("Change the status"))


@policy("registry.change_cooperative")
def label(request: HttpRequest, code: str) -> HttpResponse:
    form = LabelForm(request.POST or None)
    return _act_page(
        request, _changeable(request, code), form, services.add_label, title=_("Add a label or permit")
    )


@policy("registry.change_cooperative")
def support(request: HttpRequest, code: str) -> HttpResponse:
    form = SupportForm(request.POST or None)
    act = services.record_other_support
    return _act_page(request, _changeable(request, code), form, act, title=_("Record support from elsewhere"))


def _filter(request: HttpRequest) -> CooperativeFilter:
    return CooperativeFilter(request.GET, Cooperative.objects.visible_to(request.user))  # type: ignore[arg-type]


def _allowed(request: HttpRequest) -> dict[str, bool]:
    verbs = ("register", "import", "export")
    rule = {"register": "registry.register_cooperative"}
    return {
        verb: rules.has_perm(rule.get(verb, f"registry.{verb}_cooperatives"), request.user) for verb in verbs
    }


def _provinces(request: HttpRequest) -> Any:
    codes = request.user.territory_codes("manager", "delegate")  # type: ignore[union-attr]
    return Province.objects.in_territory(codes).order_by("name_fr")


def _changeable(request: HttpRequest, code: str) -> Cooperative:
    """The cooperative, when this person may change it; 404 otherwise, as if it were not there."""
    codes = request.user.territory_codes("manager", "delegate")  # type: ignore[union-attr]
    scope = Cooperative.objects.visible_to(request.user).in_territory(codes)  # type: ignore[arg-type]
    return get_object_or_404(scope, code=code)


def _register(request: HttpRequest, form: CooperativeForm) -> Cooperative:
    values = form.values()
    return services.register_cooperative(
        values.pop("province"),
        actor=request.user,
        values=values,
        rib=form.cleaned_data["rib"],
        other_value_chains=form.cleaned_data["other_value_chains"],
        even_if_alike=form.cleaned_data.get("even_if_alike", False),
    )


def _correct(request: HttpRequest, found: Cooperative, form: CooperativeForm) -> Cooperative:
    return services.correct_cooperative(
        found,
        actor=request.user,
        version=form.cleaned_data["version"] or 0,
        values=form.values(),
        rib=form.cleaned_data["rib"] or None,
        other_value_chains=form.cleaned_data["other_value_chains"],
    )


def _conflict(request: HttpRequest, found: Cooperative, form: CooperativeForm) -> HttpResponse:
    """Both versions side by side; nothing was overwritten, and the person decides."""
    current = Cooperative.objects.get(pk=found.pk)
    differences = [
        {
            "label": Cooperative._meta.get_field(name).verbose_name,
            "mine": mine,
            "theirs": getattr(current, name),
        }
        for name, mine in form.values().items()
        if mine != getattr(current, name)
    ]
    again = request.POST.copy()
    again["version"] = str(current.version)
    hidden = [
        (name, value)
        for name in again
        if name not in ("csrfmiddlewaretoken", "act_id")
        for value in again.getlist(name)
    ]
    context = {"cooperative": current, "differences": differences, "hidden": hidden}
    return render(request, "registry/conflict.html", context, status=409)


def _counts(stat: MemberStat | None) -> dict[str, Any]:
    if stat is None:
        return {}
    return {"as_of": stat.as_of} | {name: getattr(stat, name) for name in services.COUNTS}


def _act_page(
    request: HttpRequest, found: Cooperative, form: BaseForm, act: Callable[..., Any], *, title: str
) -> HttpResponse:
    if tried(form, lambda: act(found, actor=request.user, **form.cleaned_data)):
        messages.success(request, _("Recorded."))
        return redirect("registry:cooperative", found.code)
    return form_page(request, form, template="registry/act.html", cooperative=found, title=title)
