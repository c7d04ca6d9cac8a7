"""The acts on accounts: open one, give and end a mandate, sign in by link, create an API token."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from mourafaka.foundations.acts import act
from mourafaka.foundations.refusals import Refused
from mourafaka.people.enums import OrganisationKind
from mourafaka.people.models import ApiToken, Mandate, Organisation, SignInLink, User, digest_of

LINK_HOURS = 12


def machine() -> User:
    """The account of the installation itself, for acts no person does."""
    user, _ = User.objects.get_or_create(
        email="machine@localhost", defaults={"full_name": "Mourafaka", "is_active": True}
    )
    Mandate.objects.get_or_create(user=user, role="admin", defaults={"starts_on": date(2000, 1, 1)})
    return user


@act("people.organisation.save", rule="people.manage_organisations")
def save_organisation(
    organisation: Organisation | None, *, actor: User, name_fr: str, name_ar: str, kind: str
) -> Organisation:
    """Record an organisation (None), or change the names and the kind of one: coaches and contracts belong to it.

    Refuses `organisation_unnamed`, `organisation_kind_unknown`, `organisation_known` (another has this name).
    """
    names = {"name_fr": " ".join(name_fr.split()), "name_ar": " ".join(name_ar.split())}
    for field, name in names.items():
        if not name:
            raise Refused("organisation_unnamed", field=field)
    if kind not in OrganisationKind.values:
        raise Refused("organisation_kind_unknown", kind=kind, field="kind")
    current = organisation or Organisation()
    if Organisation.objects.exclude(pk=current.pk).filter(name_fr__iexact=names["name_fr"]).exists():
        raise Refused("organisation_known", name=names["name_fr"], field="name_fr")
    current.name_fr, current.name_ar, current.kind = names["name_fr"], names["name_ar"], kind
    current.save()
    return current


@act("people.account.open", rule="people.manage_accounts")
def open_account(
    organisation: Organisation | None,
    *,
    actor: User,
    email: str = "",
    full_name: str,
    phone: str = "",
    preferred_language: str = "fr",
    languages: list[str] | None = None,
    sectors: list[str] | None = None,
) -> User:
    """Open an account, known by an e-mail, a phone (E.164) or both. Refuses with `email_taken`, `phone_taken`
    and `address_missing`."""
    if not (email or phone):
        raise Refused("address_missing", field="email")
    if email and User.objects.filter(email=email.lower()).exists():
        raise Refused("email_taken", email=email)
    if phone and User.objects.filter(phone=phone).exists():
        raise Refused("phone_taken", phone=phone)
    return User.objects.create_user(
        email,
        phone=phone,
        full_name=full_name,
        organisation=organisation,
        preferred_language=preferred_language,
        languages=languages or [preferred_language],
        sectors=sectors or [],
    )


@act("people.mandate.give", rule="people.manage_accounts")
def give_mandate(
    user: User,
    *,
    actor: User,
    role: str,
    territory_code: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Mandate:
    """Give a role over a territory ("" the country), from today unless said otherwise. Refuses nothing."""
    return Mandate.objects.create(
        user=user,
        role=role,
        territory_code=territory_code,
        starts_on=starts_on or timezone.localdate(),
        ends_on=ends_on,
    )


@act("people.mandate.end", rule="people.manage_accounts")
def end_mandate(mandate: Mandate, *, actor: User, ends_on: date) -> Mandate:
    """Say the last day of a mandate; the database refuses one before its first."""
    mandate.ends_on = ends_on
    mandate.save(update_fields=["ends_on"])
    return mandate


@dataclass(frozen=True)
class IssuedToken:
    """A secret shown once to the person who asked for it."""

    record: Any
    secret: str


@act("people.link.issue", rule="people.manage_accounts")
def issue_sign_in_link(user: User, *, actor: User) -> IssuedToken:
    """A link valid once, for LINK_HOURS hours."""
    token = secrets.token_urlsafe(24)
    link = SignInLink.objects.create(
        user=user, digest=digest_of(token), expires_at=timezone.now() + timedelta(hours=LINK_HOURS)
    )
    return IssuedToken(link, token)


def spend_sign_in_link(token: str) -> User | None:
    """The person a link signs in, once; None when it is unknown, spent or too old."""
    now = timezone.now()
    unspent = SignInLink.objects.filter(digest=digest_of(token), used_at=None, expires_at__gt=now)
    if not unspent.update(used_at=now):
        return None
    return User.objects.get(sign_in_links__digest=digest_of(token))


@act("people.token.create", rule="people.create_token")
def create_token(user: User, *, actor: User, name: str, expires_on: date) -> IssuedToken:
    """A key for programs. Refuses with `token_expired_at_birth` when its last day is past."""
    if expires_on < timezone.localdate():
        raise Refused("token_expired_at_birth", day=expires_on.isoformat())
    secret = secrets.token_urlsafe(32)
    record = ApiToken.objects.create(user=user, name=name, digest=digest_of(secret), expires_on=expires_on)
    return IssuedToken(record, secret)


def user_of_token(secret: str) -> User | None:
    token = (
        ApiToken.objects.filter(digest=digest_of(secret), expires_on__gte=timezone.localdate())
        .select_related("user")
        .first()
    )
    return token.user if token and token.user.is_active else None
