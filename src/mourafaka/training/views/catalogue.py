"""Modules, needs and the effect of modules."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mourafaka.calls.models import Cohort
from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations.policies import policy
from mourafaka.foundations.refusals import Refused
from mourafaka.territory.models import Province
from mourafaka.training import services
from mourafaka.training.forms.sessions import ModuleForm
from mourafaka.training.models import Module
from mourafaka.training.queries import needs as needs_queries
from mourafaka.training.queries import results
from mourafaka.training.views.shared import may, refused_on

PER_PAGE = 50  # cooperatives of a module


def cohort_of(request: HttpRequest, code: str) -> Cohort:
    """A cohort with an enrolment the person follows."""
    seen = Enrolment.objects.visible_to(request.user).values("cohort")
    return get_object_or_404(Cohort.objects.filter(pk__in=seen), code=code)


@policy("training.view_modules")
@require_GET
def modules(request: HttpRequest) -> HttpResponse:
    context = {"modules": Module.objects.all(), **may(request, None, may_edit="training.manage_modules")}
    return render(request, "training/modules.html", context)


@policy("training.manage_modules")
def edit_module(request: HttpRequest, code: str) -> HttpResponse:
    module = get_object_or_404(Module.objects.visible_to(request.user), code=code)
    form = ModuleForm(request.POST or None, instance=Module.objects.get(pk=module.pk))
    if request.method == "POST" and form.is_valid():
        try:
            version = int(request.POST.get("version") or 0)
            services.edit_module(module, actor=request.user, version=version, **form.cleaned_data)
            messages.success(request, _("The module is changed."))
            return redirect("training:modules")
        except (Refused, ValueError) as error:
            refused = error if isinstance(error, Refused) else Refused("changed_meanwhile", what=module.code)
            refused_on(form, refused)
    status = 422 if request.method == "POST" else 200
    return render(request, "training/edit_module.html", {"module": module, "form": form}, status=status)


@policy("training.view_needs")
@require_GET
def needs(request: HttpRequest, code: str) -> HttpResponse:
    """Module by module, who needs it and why; the province narrows, and one module has its pages."""
    cohort = cohort_of(request, code)
    followed = Enrolment.objects.visible_to(request.user).filter(cohort=cohort)
    provinces = Province.objects.filter(pk__in=followed.values("cooperative__province"))
    chosen = provinces.filter(pk=request.GET.get("province", "")).first()
    offered = list(Module.objects.offered())
    asked = [module for module in offered if module.code == request.GET.get("module", "")]
    needs = needs_queries.needs_page(cohort, request.user, chosen.pk if chosen else "", asked or offered)
    page = request.GET.get("page") if asked else 1
    context = {
        "cohort": cohort,
        "provinces": provinces,
        "province": chosen,
        "module": asked[0] if asked else None,
        "needs": [(each.module, Paginator(each.waiting, PER_PAGE).get_page(page)) for each in needs],
        **may(request, None, may_plan="training.plan"),
    }
    return render(request, "training/needs.html", context)


@policy("training.view_effect")
@require_GET
def effect(request: HttpRequest, code: str) -> HttpResponse:
    cohort = cohort_of(request, code)
    context = {"cohort": cohort, "lines": results.effects(cohort, request.user)}
    return render(request, "training/effect.html", context)
