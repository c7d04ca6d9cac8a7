"""Accounts and mandates, sign-in by link, API keys; the role switcher of the demonstration."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mourafaka.foundations.policies import SIGNED_IN, policy, public
from mourafaka.foundations.refusals import Refused
from mourafaka.people import queries, services
from mourafaka.people.forms import AccountForm, EndMandateForm, MandateForm, OrganisationForm, TokenForm
from mourafaka.people.models import Mandate, Organisation, User

BACKEND = "django.contrib.auth.backends.ModelBackend"


@policy("people.view_accounts")
def accounts(request: HttpRequest) -> HttpResponse:
    return render(request, "people/accounts.html", {"people": queries.accounts(request.GET.get("q", ""))})


@policy("people.manage_organisations")
def organisations(request: HttpRequest) -> HttpResponse:
    """Those that hold contracts, send coaches, sit on committees."""
    found = Organisation.objects.annotate(accounts=Count("people"))
    return render(request, "people/organisations.html", {"organisations": found})


@policy("people.manage_organisations")
def organisation_form(request: HttpRequest) -> HttpResponse:
    """A new one, or the one named by `?organisation=`."""
    key = request.GET.get("organisation", "")
    known = get_object_or_404(Organisation, pk=key) if key.isdecimal() else None
    initial = {name: getattr(known, name) for name in ("name_fr", "name_ar", "kind")} if known else None
    form = OrganisationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_organisation(known, actor=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.facts.get("field"), str(refused))
        else:
            messages.success(request, _("The organisation is recorded."))
            return redirect("people:organisations")
    context = {"form": form, "known": known}
    status = 422 if form.errors else 200
    return render(request, "people/organisation_form.html", context, status=status)


@policy("people.manage_accounts")
def account_new(request: HttpRequest) -> HttpResponse:
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user = services.open_account(data.pop("organisation"), actor=request.user, **data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("people:account", user.pk)
    return render(request, "people/account_form.html", {"form": form}, status=422 if form.errors else 200)


@policy("people.manage_accounts")
def account(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    form = MandateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.give_mandate(person, actor=request.user, **form.cleaned_data)
        return redirect("people:account", person.pk)
    context = {
        "person": person,
        "mandates": person.mandates.all(),
        "form": form,
        "end_form": EndMandateForm(),
    }
    return render(request, "people/account.html", context, status=422 if form.errors else 200)


@policy("people.manage_accounts")
@require_POST
def mandate_end(request: HttpRequest, pk: int) -> HttpResponse:
    mandate = get_object_or_404(Mandate, pk=pk)
    form = EndMandateForm(request.POST)
    if form.is_valid() and form.cleaned_data["ends_on"] >= mandate.starts_on:
        services.end_mandate(mandate, actor=request.user, **form.cleaned_data)
    else:
        messages.error(request, _("A mandate ends after it starts."))
    return redirect("people:account", mandate.user_id)


@policy(SIGNED_IN)
def profile(request: HttpRequest) -> HttpResponse:
    """My mandates, my second factor, my keys. A new key is shown once, on this answer only."""
    form, secret = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            secret = services.create_token(request.user, actor=request.user, **form.cleaned_data).secret
            form = TokenForm()
        except Refused as refused:
            form.add_error("expires_on", str(refused))
    context = {"form": form, "secret": secret, "tokens": request.user.api_tokens.all()}
    return render(request, "people/profile.html", context, status=422 if form.errors else 200)


@public
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button: mail scanners that follow links must not spend them."""
    if request.method != "POST":
        return render(request, "people/link.html")
    user = services.spend_sign_in_link(token)
    if user is None:
        return render(request, "people/link.html", {"spent": True}, status=410)
    login(request, user, backend=BACKEND)
    request.session["demonstration"] = settings.DEMO
    return redirect("portal:home")


@policy("people.switch_role")
def roles(request: HttpRequest) -> HttpResponse:
    return render(request, "people/roles.html", {"people": queries.demonstration_people()})


@public
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Become another person of the demonstration."""
    if not settings.DEMO or not request.session.get("demonstration"):
        raise Http404
    user = get_object_or_404(
        User, Q(email=request.POST.get("email", "")) | Q(phone=request.POST.get("email", "")), is_active=True
    )
    login(request, user, backend=BACKEND)
    request.session["demonstration"] = True
    messages.success(request, _("You are now %(name)s.") % {"name": user})
    return redirect("portal:home")
