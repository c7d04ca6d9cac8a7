"""Lists, the plan and its life: proposed, agreed, approved, returned, revised."""

from __future__ import annotations

import rules
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mourafaka.foundations.files import attachment
from mourafaka.foundations.policies import policy
from mourafaka.foundations.received.uploads import keep
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.tables import download
from mourafaka.foundations.taking import form_page, tried
from mourafaka.plans import services
from mourafaka.plans.document import LANGUAGES, document_of
from mourafaka.plans.forms import CodeForm, MinutesForm, ReasonForm
from mourafaka.plans.models import Plan
from mourafaka.plans.queries import lists
from mourafaka.plans.queries.page import page_of, revisions_of
from mourafaka.plans.queries.plan import assessment_to_plan
from mourafaka.plans.views.reaching import acted, enrolment_of, in_force_of, plan_of, plans_of

ROWS = 50


@policy("plans.view_plan")
def index(request: HttpRequest) -> HttpResponse:
    """What awaits this person first, then every plan they see."""
    context = {
        "to_correct": lists.to_correct_of(request.user),
        "to_agree": lists.to_agree_of(request.user),
        "to_approve": lists.to_approve_of(request.user),
        "late": lists.late_actions_of(request.user).count(),
        "page": Paginator(lists.plans_of(request.user), ROWS).get_page(request.GET.get("page")),
        "uses_library": rules.has_perm("plans.view_library", request.user),
    }
    return render(request, "plans/list.html", context)


@policy("plans.view_plan")
def late(request: HttpRequest) -> HttpResponse:
    page = Paginator(lists.late_actions_of(request.user), ROWS).get_page(request.GET.get("page"))
    return render(request, "plans/late.html", {"page": page})


@policy("plans.view_plan")
def plan(request: HttpRequest, number: str, revision: int | None = None) -> HttpResponse:
    """The revision asked for, or the last one; without any, how to begin."""
    found = plans_of(request, number)
    if revision is None and not found:
        enrolment = enrolment_of(request, number)
        context = {
            "enrolment": enrolment,
            "assessment": assessment_to_plan(enrolment),
            "may_edit": rules.has_perm("plans.edit_plan", request.user, enrolment),
        }
        return render(request, "plans/none.html", context)
    shown = plan_of(request, number, revision)
    return render(request, "plans/plan.html", _plan_context(request, shown, list(found)))


def _plan_context(request: HttpRequest, shown: Plan, all_seen: list[Plan]) -> dict[str, object]:
    may = {
        name: rules.has_perm(f"plans.{rule}", request.user, shown)
        for name, rule in (
            ("edit", "edit_plan"),
            ("agree", "agree_plan"),
            ("approve", "approve_plan"),
            ("send_back", "return_plan"),
            ("record", "record_progress"),
        )
    }
    return {
        "plan": shown,
        "enrolment": shown.enrolment,
        "page": page_of(shown),
        "months": range(24),
        "revisions": all_seen,
        "in_work": next((each for each in all_seen if not each.is_frozen), None),
        "may": may,
        "languages": LANGUAGES,
    }


@policy("plans.edit_plan")
@require_POST
def draft(request: HttpRequest, number: str) -> HttpResponse:
    enrolment = enrolment_of(request, number)
    done = _("The draft is made of the answers: change what must be, then propose it.")
    return acted(request, lambda: services.draft_plan(enrolment, actor=request.user), done, number)


@policy("plans.propose_plan")
@require_POST
def propose(request: HttpRequest, number: str) -> HttpResponse:
    found = plan_of(request, number)
    done = _("Proposed to the cooperative; its code waits in the outbox.")
    return acted(request, lambda: services.propose_plan(found, actor=request.user), done, number)


@policy("plans.agree_plan")
@never_cache
def agree(request: HttpRequest, number: str) -> HttpResponse:
    """The cooperative reads its plan and agrees with its code; or the minutes of its assembly are handed over."""
    found = plan_of(request, number)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            presented = services.present_code(found, actor=request.user, code=form.cleaned_data["code"])
        except Refused as refused:
            form.add_error("code", str(refused))
        else:
            if presented.used_at is not None:
                messages.success(request, _("Thank you: your cooperative agrees to its plan."))
                return redirect("plans:plan", number=number)
            left = {"left": presented.tries_left}
            form.add_error("code", _("This code is not the right one. Tries left: %(left)s.") % left)
    return _agree_page(request, found, form, MinutesForm())


@policy("plans.agree_plan")
@require_POST
def agree_by_minutes(request: HttpRequest, number: str) -> HttpResponse:
    found, form = plan_of(request, number), MinutesForm(request.POST, request.FILES)
    if tried(form, lambda: _agreed(request, found, form)):
        messages.success(request, _("The agreement is recorded with its minutes."))
        return redirect("plans:plan", number=number)
    return _agree_page(request, found, CodeForm(), form)


def _agreed(request: HttpRequest, found: Plan, form: MinutesForm) -> Plan:
    given = form.cleaned_data
    return services.agree_plan(
        found,
        actor=request.user,
        how=given["how"],
        held_on=given["held_on"],
        minutes=keep(given["file"]),
    )


def _agree_page(request: HttpRequest, found: Plan, form: CodeForm, by_minutes: MinutesForm) -> HttpResponse:
    refused = (form.is_bound and form.errors) or (by_minutes.is_bound and by_minutes.errors)
    context = {
        "plan": found,
        "enrolment": found.enrolment,
        "page": page_of(found),
        "form": form,
        "by_minutes": by_minutes,
        "may_present": rules.has_perm("plans.present_code", request.user, found),
    }
    return render(request, "plans/agree.html", context, status=422 if refused else 200)


@policy("plans.approve_plan")
@require_POST
def approve(request: HttpRequest, number: str) -> HttpResponse:
    found = plan_of(request, number)
    done = _("Approved: the plan is in force and no longer changes.")
    return acted(request, lambda: services.approve_plan(found, actor=request.user), done, number)


@policy("plans.return_plan")
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    found, form = plan_of(request, number), ReasonForm(request.POST or None)
    if tried(form, lambda: services.return_plan(found, actor=request.user, **form.cleaned_data)):
        messages.success(request, _("Returned with its reason."))
        return redirect("plans:plan", number=number)
    context = {"plan": found, "enrolment": found.enrolment, "title": _("Return the plan")}
    return form_page(request, form, template="plans/act.html", **context)


@policy("plans.edit_plan")
def revise(request: HttpRequest, number: str) -> HttpResponse:
    found, form = in_force_of(request, number), ReasonForm(request.POST or None)
    if tried(form, lambda: services.revise_plan(found, actor=request.user, **form.cleaned_data)):
        messages.success(request, _("The revision is open; the plan stays in force meanwhile."))
        return redirect("plans:plan", number=number)
    context = {"plan": found, "enrolment": found.enrolment, "title": _("Revise the plan")}
    return form_page(request, form, template="plans/act.html", **context)


@policy("plans.view_plan")
def revisions(request: HttpRequest, number: str) -> HttpResponse:
    found = list(
        plans_of(request, number).prefetch_related("actions").select_related("drafted_by", "approved_by")
    )
    enrolment = found[0].enrolment if found else enrolment_of(request, number)
    context = {"enrolment": enrolment, "lines": revisions_of(found)}
    return render(request, "plans/revisions.html", context)


@policy("plans.view_plan")
def document(request: HttpRequest, number: str, revision: int, language: str) -> HttpResponse:
    if language not in LANGUAGES:
        raise Http404
    found = plan_of(request, number, revision)
    name = f"plan-{number}-r{revision}-{language}.pdf"
    return download(document_of(found, language), name, "application/pdf")


@policy("plans.view_plan")
def minutes(request: HttpRequest, number: str, revision: int) -> HttpResponse:
    file = plan_of(request, number, revision).minutes
    if file is None:
        raise Http404
    return attachment(file, f"pv-{number}-r{revision}")
