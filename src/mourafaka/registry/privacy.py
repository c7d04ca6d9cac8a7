"""What is kept about the people of a cooperative."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.privacy.accesses import exports, shows
from mourafaka.foundations.privacy.declared import belongs, ends, impersonal, personal, subject, treatment
from mourafaka.registry.enums import Status
from mourafaka.registry.models import Cooperative

treatment(
    "register",
    order=20,
    title=_("Register of cooperatives"),
    purpose=_("Know the cooperatives of the territory and reach those who lead them."),
    basis=_("Mission of public service (law 112-12 on cooperatives)"),
    recipients=_("Staff of the territory; the cooperative itself"),
    kept=_("As long as the cooperative is registered, then five years"),
    months=60,
)
personal(
    "registry.Cooperative",
    "leader_name",
    "leader_role",
    "phone",
    of="register",
    data=_("Name, function and phone number of the president or manager"),
)
personal(
    "registry.Cooperative",
    "address",
    "latitude",
    "longitude",
    of="register",
    data=_("Address and position of the premises"),
)
personal(
    "registry.Cooperative",
    "rib_encrypted",
    "rib_index",
    of="register",
    data=_("Bank account number of the cooperative, encrypted and shown masked"),
)
personal(
    "registry.Cooperative",
    "search_text",
    "search_sounds",
    "status_reason",
    of="register",
    data=_("What the search finds a cooperative by, and why its status changed"),
)
personal(
    "registry.CooperativeContact", "user", of="register", data=_("Which account speaks for which cooperative")
)
impersonal(
    "registry.Cooperative",
    "code",
    "name_fr",
    "name_ar",
    "court",
    "local_reg_no",
    "central_reg_no",
    "ice",
    "tax_id",
    "cnss_no",
    "name_key",
    "sort_key",
)
impersonal("registry.CodeSequence", "region_code")
impersonal("registry.Label", "title", "number")
impersonal("registry.OtherSupport", "programme", "purpose")

belongs("registry.Cooperative", "pk")
belongs("registry.CooperativeContact", "user")
subject(
    "registry.Cooperative",
    title=_("Cooperative"),
    names=("leader_name",),
    addresses=("phone",),
    linked=(("people.User", "contacts__user"),),
    find=lambda text: Cooperative.objects.search(text).order_by("code"),
    key="code",
)
shows(
    "registry.cooperative",
    "registry:*",
    "api-1:cooperative",
    by="code",
)
exports("registry.cooperative", "registry:export")
ends(
    "register",
    "registry.Cooperative",
    lambda before: Cooperative.objects.filter(status=Status.DISSOLVED, status_since__lt=before.date()),
    how="person",
)
