"""The actions of a plan: chosen, changed, removed; how far they are."""

from __future__ import annotations

from copy import copy

import rules
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mourafaka.foundations.policies import policy
from mourafaka.foundations.received.uploads import keep
from mourafaka.foundations.taking import form_page, tried
from mourafaka.plans import services
from mourafaka.plans.forms import ActionForm, ChooseForm, ProgressForm
from mourafaka.plans.models import ActionProgress, Plan, PlanAction
from mourafaka.plans.queries.choosing import choices_for
from mourafaka.plans.queries.page import page_of
from mourafaka.plans.queries.progress import histories_of, history_of, with_sources
from mourafaka.plans.views.reaching import acted, in_force_of, plan_of


def _action(plan: Plan, code: str) -> PlanAction:
    action = get_object_or_404(PlanAction, plan=plan, code=code)
    action.plan = plan
    return action


@policy("plans.edit_plan")
def choose(request: HttpRequest, number: str) -> HttpResponse:
    """The library, what this diagnosis asks for first; one press adds an action."""
    plan = plan_of(request, number)
    form = ChooseForm(request.POST or None)
    if tried(form, lambda: services.add_action(plan, actor=request.user, **form.cleaned_data)):
        messages.success(request, _("The action is added: give it its months and its owner."))
        return redirect("plans:plan", number=number)
    context = {"plan": plan, "enrolment": plan.enrolment, "choices": choices_for(plan)}
    return form_page(request, form, template="plans/choose.html", **context)


@policy("plans.edit_plan")
def new(request: HttpRequest, number: str) -> HttpResponse:
    plan = plan_of(request, number)
    blank = PlanAction(plan=plan, starts_month=1, due_month=3)
    form = ActionForm(plan, request.POST or None, instance=blank)
    if tried(form, lambda: services.add_own_action(plan, actor=request.user, values=form.values())):
        messages.success(request, _("The action is added."))
        return redirect("plans:plan", number=number)
    context = {"plan": plan, "enrolment": plan.enrolment, "title": _("An action of your own")}
    return form_page(request, form, template="plans/action.html", **context)


@policy("plans.edit_plan")
def edit(request: HttpRequest, number: str, code: str) -> HttpResponse:
    plan = plan_of(request, number)
    action = _action(plan, code)
    form = ActionForm(plan, request.POST or None, instance=copy(action))  # a form writes into its instance
    if tried(form, lambda: _edited(request, action, form)):
        messages.success(request, _("The action is saved."))
        return redirect("plans:plan", number=number)
    context = {"plan": plan, "enrolment": plan.enrolment, "action": action, "title": action.title}
    return form_page(request, form, template="plans/action.html", **context)


def _edited(request: HttpRequest, action: PlanAction, form: ActionForm) -> PlanAction:
    version = form.cleaned_data["version"]
    return services.edit_action(action, actor=request.user, values=form.values(), version=version)


@policy("plans.edit_plan")
@require_POST
def remove(request: HttpRequest, number: str, code: str) -> HttpResponse:
    action = _action(plan_of(request, number), code)
    done = _("The action is taken out.")
    return acted(request, lambda: services.remove_action(action, actor=request.user), done, number)


@policy("plans.view_plan")
def progress(request: HttpRequest, number: str) -> HttpResponse:
    """How far the plan in force is, action by action, with what was said of each."""
    plan = in_force_of(request, number)
    page = page_of(plan)
    said = histories_of([card.action for card in page.cards])
    context = {
        "plan": plan,
        "enrolment": plan.enrolment,
        "page": page,
        "lines": [(card, said[card.action.pk]) for card in page.cards],
        "may_record": rules.has_perm("plans.record_progress", request.user, plan),
    }
    return render(request, "plans/progress.html", context)


@policy("plans.record_progress")
def record(request: HttpRequest, number: str, code: str) -> HttpResponse:
    plan = in_force_of(request, number)
    action = _action(plan, code)
    initial = {"state": action.state, "progress": action.progress}
    form = ProgressForm(request.POST or None, request.FILES or None, initial=initial)
    if tried(form, lambda: _recorded(request, action, form)):
        messages.success(request, _("Progress is recorded."))
        return redirect("plans:progress", number=number)
    context = {
        "plan": plan,
        "enrolment": plan.enrolment,
        "action": action,
        "history": with_sources(history_of(action).select_related("by")),
    }
    return form_page(request, form, template="plans/record.html", **context)


def _recorded(request: HttpRequest, action: PlanAction, form: ProgressForm) -> ActionProgress:
    given = form.cleaned_data
    upload = given.pop("file")
    file = keep(upload) if upload else None
    return services.record_progress(action, actor=request.user, file=file, **given)
