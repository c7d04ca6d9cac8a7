"""What is kept about people with an account."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.privacy.declared import impersonal, personal, treatment

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
