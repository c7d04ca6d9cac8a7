"""The pages of cohorts, calls and applications. Objects are fetched through `visible_to`: what a person may
not see is not there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from rules import has_perm

from mourafaka.calls import forms, pages, queries, services
from mourafaka.calls.filters import ApplicationFilter
from mourafaka.calls.models import Application, Call, Cohort, Programme, RulesVersion
from mourafaka.calls.rules_form import RulesForm
from mourafaka.foundations.files import attachment
from mourafaka.foundations.policies import policy
from mourafaka.foundations.received.uploads import keep
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.tables import table_response
from mourafaka.foundations.taking import form_page, say, tried
from mourafaka.registry.models import Cooperative

PER_PAGE = 50
CALL_STEPS = {"open": services.open_call, "close": services.close_call, "evaluate": services.evaluate_call}


@policy("calls.view_call")
def cohorts(request: HttpRequest) -> HttpResponse:
    return render(request, "calls/cohorts.html", pages.cohorts(request.user))


@policy("calls.manage_programme")
def new_cohort(request: HttpRequest) -> HttpResponse:
    form = forms.CohortForm(request.POST or None)
    made = tried(
        form,
        lambda: services.create_cohort(_programme(), actor=request.user, **form.cleaned_data),
    )
    if made:
        return redirect("calls:cohort", made.code)
    return form_page(request, form, template="calls/form.html", title=_("New cohort"), back="calls:cohorts")


@policy("calls.view_call")
def cohort(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Cohort.objects.select_related("programme"), code=code)
    return render(request, "calls/cohort.html", pages.cohort(found, request.user))


@policy("calls.manage_programme")
def new_lot(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Cohort, code=code)
    form = forms.LotForm(request.POST or None)
    if tried(form, lambda: services.create_lot(found, actor=request.user, **form.cleaned_data)):
        return redirect("calls:cohort", code)
    return form_page(request, form, template="calls/form.html", title=_("New lot"), cohort=found)


@policy("calls.manage_call")
def new_call(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Cohort, code=code)
    form = forms.CallForm(request.POST or None, provinces=forms.provinces_of(request.user))
    made = tried(form, lambda: services.create_call(found, actor=request.user, **form.values()))
    if made:
        messages.success(request, _("The call %(code)s is created, in preparation.") % {"code": made.code})
        return redirect("calls:call", made.code)
    return form_page(request, form, template="calls/edit_call.html", cohort=found)


@policy("calls.view_call")
def call(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "calls/call.html", pages.call(_call(request, code), request.user))


@policy("calls.manage_call")
def edit_call(request: HttpRequest, code: str) -> HttpResponse:
    found = _call(request, code, "calls.manage_call")
    form = forms.CallForm(request.POST or None, instance=found, provinces=forms.provinces_of(request.user))
    if tried(form, lambda: _edit_call(request, code, form)):
        messages.success(request, _("The changes are saved."))
        return redirect("calls:call", form.cleaned_data["code"])
    return form_page(
        request, form, template="calls/edit_call.html", call=found, cohort=found.cohort, code=code
    )


@policy("calls.manage_call")
def rules(request: HttpRequest, code: str) -> HttpResponse:
    found = _call(request, code, "calls.manage_call")
    form = RulesForm(request.POST or None, **pages.rules_form(found))
    version = tried(form, lambda: _write_rules(request, found, form))
    if version:
        messages.success(request, _("Version %(number)s of the rules is saved.") % {"number": version.number})
        return redirect("calls:call", code)
    return form_page(request, form, template="calls/rules.html", call=found, proposal=pages.proposal(found))


@policy("calls.view_call")
def rules_version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    found = get_object_or_404(RulesVersion, call=_call(request, code), number=number)
    return render(request, "calls/rules_version.html", pages.rules_version(found))


@policy("calls.check_call")
@require_POST
def step_call(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    found, act = _call(request, code), CALL_STEPS.get(verb)
    if act is None:
        raise Http404
    try:
        act(found, actor=request.user)
    except Refused as refused:
        context = pages.call(found, request.user) | {"refused": refused}
        return render(request, "calls/call.html", context, status=409)
    messages.success(request, _("Done."))
    return redirect("calls:call", code)


@policy("calls.enter_application")
def enter(request: HttpRequest, code: str) -> HttpResponse:
    found = _call(request, code)
    form = forms.EnterForm(request.POST or None, initial={"cooperative": request.GET.get("cooperative", "")})
    made = tried(form, lambda: _enter(request, found, form))
    if made:
        messages.success(request, _("The application %(number)s is open.") % {"number": made.number})
        return redirect("calls:edit", made.number)
    return form_page(request, form, template="calls/form.html", title=_("Enter an application"), call=found)


@policy("calls.view_application")
def applications(request: HttpRequest) -> HttpResponse:
    chosen = _filter(request)
    page = Paginator(chosen.found().for_lists(), PER_PAGE).get_page(request.GET.get("page"))
    context = {"filter": chosen, "page": page, **pages.applications(request.user)}
    return render(request, "calls/applications.html", context)


@policy("calls.manage_call")
def publish_answer(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Call.objects.visible_to(request.user), code=code)
    form = forms.AnswerForm(request.POST or None)
    if tried(form, lambda: services.publish_answer(found, actor=request.user, **form.cleaned_data)):
        return redirect("calls:call", code)
    return form_page(request, form, template="calls/form.html", title=_("Publish an answer"), call=found)


@policy("calls.manage_call")
@require_POST
def withdraw_answer(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = get_object_or_404(Call.objects.visible_to(request.user), code=code)
    services.withdraw_answer(found, actor=request.user, answer=get_object_or_404(found.answers, pk=pk))
    return redirect("calls:call", code)


@policy("calls.export_applications")
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """What the list shows, all pages."""
    rows = queries.export_rows(_filter(request).found())
    options = {"title": _("Applications"), "right_to_left": get_language_bidi()} if kind == "xlsx" else {}
    return table_response(kind, "applications", queries.export_headers(), rows, **options)


@policy("calls.view_application")
def application(request: HttpRequest, number: str) -> HttpResponse:
    found = _application(request, number)
    return render(request, "calls/application.html", pages.application(found, request.user))


@policy("calls.enter_application")
def edit(request: HttpRequest, number: str) -> HttpResponse:
    found = _application(request, number, "calls.edit_application")
    form = forms.ApplicationForm(request.POST or None, instance=found)
    theirs: list[Any] = []
    if form.is_valid():
        try:
            _edit(request, number, form)
        except Refused as refused:
            theirs = _said_by_others(form, refused, number)
        else:
            messages.success(request, _("Saved."))
            return redirect("calls:application", number)
    return form_page(request, form, template="calls/edit.html", application=found, theirs=theirs)


@policy("calls.enter_application")
@require_POST
def step(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    found = _application(request, number)
    offered = pages.STEPS.get(verb)
    if offered is None:
        raise Http404
    form = offered.form(request.POST)
    if tried(form, lambda: offered.act(found, actor=request.user, **form.cleaned_data)):
        messages.success(request, _("Done."))
        return redirect("calls:application", number)
    return _application_page(request, number, form)


@policy("calls.override_gate")
@require_POST
def override(request: HttpRequest, number: str) -> HttpResponse:
    found = _application(request, number)
    form = forms.OverrideForm(request.POST)
    if tried(form, lambda: services.override_gate(found, actor=request.user, **form.cleaned_data)):
        messages.success(request, _("The condition is overridden."))
        return redirect("calls:application", number)
    return _application_page(request, number, form)


@policy("calls.enter_application")
@require_POST
def document(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    found = _application(request, number)
    form = forms.DocumentForm(request.POST, request.FILES)
    if tried(form, lambda: _check_document(request, found, kind, form)):
        messages.success(request, _("The document is noted."))
        return redirect("calls:application", number)
    return _application_page(request, number, form)


@policy("calls.view_application")
def file(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    found = get_object_or_404(_application(request, number).documents, kind=kind, file__isnull=False)
    return attachment(found.file, f"{number}-{kind}")


def _programme() -> Programme:
    return get_object_or_404(Programme.objects.order_by("pk")[:1])


def _call(request: HttpRequest, code: str, rule: str = "") -> Call:
    """The call, when this person sees it and passes `rule`; 404 otherwise."""
    found = get_object_or_404(Call.objects.visible_to(request.user).select_related("cohort"), code=code)
    if rule and not has_perm(rule, request.user, found):
        raise Http404
    return found


def _application(request: HttpRequest, number: str, rule: str = "") -> Application:
    visible = Application.objects.visible_to(request.user).for_lists()
    found = get_object_or_404(
        visible.select_related("call__cohort", "member_stat", "entered_by"), number=number
    )
    if rule and not has_perm(rule, request.user, found):
        raise Http404
    return found


def _filter(request: HttpRequest) -> ApplicationFilter:
    return ApplicationFilter(request.GET, Application.objects.visible_to(request.user))


def _edit_call(request: HttpRequest, code: str, form: forms.CallForm) -> Call:
    kept = get_object_or_404(Call, code=code)
    return services.edit_call(kept, actor=request.user, version=form.cleaned_data["version"], **form.values())


def _write_rules(request: HttpRequest, found: Call, form: RulesForm) -> RulesVersion:
    said = form.cleaned_data
    return services.write_rules(
        found,
        actor=request.user,
        data=form.written(),
        reason=said.get("reason", ""),
        version=said["version"],
    )


def _enter(request: HttpRequest, found: Call, form: forms.EnterForm) -> Application:
    code = form.cleaned_data["cooperative"]
    cooperative = Cooperative.objects.visible_to(request.user).filter(code=code).first()
    if cooperative is None:
        raise Refused("cooperative_unknown", wanted=code, field="cooperative")
    return services.enter_application(found, actor=request.user, cooperative=cooperative)


def _edit(request: HttpRequest, number: str, form: forms.ApplicationForm) -> Application:
    return services.edit_application(
        Application.objects.get(number=number),
        actor=request.user,
        version=form.cleaned_data["version"] or 0,
        sections=form.values(),
    )


def _said_by_others(form: forms.ApplicationForm, refused: Refused, number: str) -> list[Any]:
    """The refusal beside its field. Where somebody else saved first: what they wrote, beside what was typed;
    sending the form once more is then a decision and no accident."""
    say(form, refused)
    if refused.code != "changed_meanwhile":
        return []
    current = Application.objects.get(number=number)
    form.data = {**form.data.dict(), "version": str(current.version)}  # type: ignore[attr-defined]
    return queries.differing_sections(current, form.values())


def _check_document(request: HttpRequest, found: Application, kind: str, form: forms.DocumentForm) -> Any:
    said = form.cleaned_data
    if not has_perm("calls.check_application", request.user, found):
        raise Refused("not_allowed")
    kept = keep(said["file"]) if said["file"] else None
    return services.set_document_state(
        found, actor=request.user, kind=kind, state=said["state"], note=said["note"], file=kept
    )


def _application_page(request: HttpRequest, number: str, form: BaseForm) -> HttpResponse:
    """The application again, with what a form of its page refused."""
    context = pages.application(_application(request, number), request.user) | {"faults": form}
    return render(request, "calls/application.html", context, status=422)
