"""What concerns several cooperatives: enrolling a call's selected, contracts, caseloads."""

from __future__ import annotations

import rules
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from mourafaka.calls.models import Call
from mourafaka.enrolment import forms, services
from mourafaka.enrolment.models import Contract, Enrolment
from mourafaka.enrolment.queries import enrolling, lists
from mourafaka.foundations.policies import policy
from mourafaka.foundations.taking import form_page, tried
from mourafaka.people.models import User

PER_PAGE = 50


@policy("enrolment.enrol_call")
def enrol_call(request: HttpRequest, code: str) -> HttpResponse:
    """Look first at who would be enrolled, under which lot and contract; then confirm."""
    call = get_object_or_404(Call.objects.visible_to(request.user).select_related("cohort"), code=code)
    form = forms.StartForm(request.POST or None, cohort=call.cohort)
    bound = form.is_valid()
    if bound and "confirm" in request.POST:
        made = tried(form, lambda: services.enrol_call(call, actor=request.user, **form.cleaned_data))
        if made:
            messages.success(request, _("Cooperatives enrolled: %(count)s") % {"count": len(made)})
            return redirect("enrolment:list")
    starts_on = form.cleaned_data.get("service_starts_on") if bound else call.cohort.service_starts_on
    preview = enrolling.preview(call, request.user, starts_on or call.cohort.service_starts_on)
    return form_page(request, form, template="enrolment/enrol_call.html", call=call, preview=preview)


@policy("enrolment.enrol")
def enrol_one(request: HttpRequest, number: str) -> HttpResponse:
    """One cooperative apart: promoted later, under another contract, or starting another day."""
    application = get_object_or_404(enrolling.selected_for(request.user), number=number)
    lot = enrolling.lot_of(application)
    form = forms.StartOneForm(
        request.POST or None,
        cohort=application.call.cohort,
        contracts=Contract.objects.filter(lot=lot),
    )
    if tried(form, lambda: services.enrol(application, actor=request.user, **form.cleaned_data)):
        messages.success(request, _("Cooperatives enrolled: %(count)s") % {"count": 1})
        return redirect("enrolment:enrolment", number)
    return form_page(request, form, template="enrolment/enrol_one.html", application=application, lot=lot)


@policy("enrolment.view_contracts")
def contracts(request: HttpRequest) -> HttpResponse:
    context = {
        "contracts": lists.contracts_seen_by(request.user),
        "may_manage": rules.has_perm("enrolment.manage_contracts", request.user),
    }
    return render(request, "enrolment/contracts.html", context)


@policy("enrolment.view_contracts")
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(lists.contracts_seen_by(request.user), pk=pk)
    served = Enrolment.objects.visible_to(request.user).filter(contract=found).order_by("number")
    page = Paginator(served, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "contract": found,
        "page": page,
        "rows": lists.with_coaches(page.object_list),  # type: ignore[arg-type]
        "may_manage": rules.has_perm("enrolment.manage_contracts", request.user),
    }
    return render(request, "enrolment/contract.html", context)


@policy("enrolment.manage_contracts")
def new_contract(request: HttpRequest) -> HttpResponse:
    form = forms.ContractForm(request.POST or None)
    made = tried(form, lambda: _create(request, form))
    if made:
        messages.success(request, _("The contract is recorded."))
        return redirect("enrolment:contract", made.pk)
    return form_page(request, form, template="enrolment/contract_form.html", title=_("New contract"))


@policy("enrolment.manage_contracts")
def edit_contract(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Contract.objects.visible_to(request.user), pk=pk)
    form = forms.ContractForm(request.POST or None, instance=found)
    if tried(form, lambda: _edit(request, pk, form)):
        messages.success(request, _("The changes are saved."))
        return redirect("enrolment:contract", pk)
    kept = get_object_or_404(Contract, pk=pk)  # the form wrote what was typed on its own instance
    return form_page(
        request, form, template="enrolment/contract_form.html", contract=kept, title=_("Change the contract")
    )


@policy("enrolment.transfer_caseload")
def caseloads(request: HttpRequest) -> HttpResponse:
    """Choose a coach, tick cooperatives, say to whom, from when on and why."""
    people = lists.coaches_with_caseload(request.user)
    pk = request.GET.get("coach", "")
    chosen = User.objects.filter(pk=pk).first() if pk.isdigit() else None
    if pk and chosen is None:
        raise Http404
    if chosen is None:
        return render(request, "enrolment/caseloads.html", {"people": people})
    form = forms.TransferForm(
        request.POST or None,
        held=lists.caseload(chosen, request.user),
        coaches=lists.coaches_for(request.user),
    )
    if form.is_valid():
        given = tried(form, lambda: _transfer(request, chosen, form))
        if given:
            messages.success(request, _("Cooperatives transferred: %(count)s") % {"count": len(given)})
            return redirect("enrolment:caseloads")
    return form_page(request, form, template="enrolment/caseloads.html", people=people, chosen=chosen)


def _create(request: HttpRequest, form: forms.ContractForm) -> Contract:
    values = form.values()
    first = ("lot", "provider", "reference", "signed_on", "starts_on", "ends_on", "visit_price_mad")
    said = {name: values.pop(name) for name in first}
    return services.create_contract(said.pop("lot"), actor=request.user, terms=values, **said)


def _edit(request: HttpRequest, pk: int, form: forms.ContractForm) -> Contract:
    return services.edit_contract(
        Contract.objects.get(pk=pk),
        actor=request.user,
        version=form.cleaned_data["version"] or 0,
        values=form.values(),
    )


def _transfer(request: HttpRequest, chosen: User, form: forms.TransferForm) -> list[object]:
    said = form.cleaned_data
    return services.transfer_caseload(  # type: ignore[return-value]
        chosen,
        actor=request.user,
        to=said["to"],
        enrolments=list(said["enrolments"]),
        on=said["on"],
        reason=said["reason"],
    )
