"""What is kept about people with an account."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.privacy.accesses import shows, shows_nobody
from mourafaka.foundations.privacy.declared import belongs, ends, impersonal, personal, subject, treatment
from mourafaka.people.models import Mandate, User

treatment(
    "accounts",
    order=10,
    title=_("Accounts"),
    purpose=_("Give each person access to what their mandate needs, and to nothing else."),
    basis=_("Mission of public service, or the contract of the person's organisation"),
    recipients=_("Administrators of the installation"),
    kept=_("As long as the account is open, then twelve months"),
    months=12,
)
personal(
    "people.User",
    "email",
    "phone",
    "full_name",
    "preferred_language",
    "languages",
    "sectors",
    of="accounts",
    data=_("Name, e-mail or phone, languages read, sectors known"),
)
personal(
    "people.User",
    "password",
    of="accounts",
    data=_("The password, from which nobody can read it back (most accounts have none)"),
)
personal(
    "people.SignInLink",
    "user",
    of="accounts",
    data=_("Sign-in links and keys for programs, of which only a fingerprint is kept"),
)
impersonal("people.SignInLink", "digest")
impersonal("people.ApiToken", "name", "digest")
impersonal("people.Mandate", "territory_code")
impersonal("people.Organisation", "name_fr", "name_ar")

belongs("people.User", "pk")
belongs("people.SignInLink", "user")
subject(
    "people.User",
    title=_("Account"),
    names=("full_name",),
    addresses=("email", "phone"),
    find=lambda text: User.objects.filter(
        Q(full_name__icontains=text) | Q(email__iexact=text) | Q(phone__endswith=text[-9:])
    ).order_by("pk"),
)
shows("people.user", "people:account", by="pk")
shows_nobody("ends a mandate and returns to the account", "people:mandate_end")


def _left_before(moment: Any) -> Any:
    """Accounts without a mandate in force since, who did not sign in since either."""
    holds = Mandate.objects.filter(user=OuterRef("pk")).filter(
        Q(ends_on=None) | Q(ends_on__gte=moment.date())
    )
    away = Q(last_login__lt=moment) | Q(last_login=None, joined_at__lt=moment)
    return User.objects.filter(away).exclude(Exists(holds)).order_by("pk")


ends("accounts", "people.User", _left_before, how="person")
