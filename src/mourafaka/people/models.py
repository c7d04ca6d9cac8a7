"""People, the organisations they belong to, and their mandates: role × territory × period."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.i18n import NamedInTwo
from mourafaka.people.enums import SECOND_FACTOR_ROLES, OrganisationKind, Role


class Organisation(NamedInTwo):
    kind = models.CharField(max_length=12, choices=OrganisationKind, default=OrganisationKind.OTHER)

    class Meta:
        ordering = ["name_fr"]


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, email: str = "", password: str | None = None, *, phone: str = "", **fields: Any
    ) -> User:
        """An account known by its e-mail, its phone (E.164) or both."""
        user = self.model(email=self.normalize_email(email).lower() or None, phone=phone or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email=(email or "").lower())


class User(AbstractBaseUser):
    """Somebody with an account. What they may do comes from mandates alone: there is no superuser."""

    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=16, unique=True, null=True, blank=True)  # E.164
    full_name = models.CharField(_("name"), max_length=150)
    preferred_language = models.CharField(_("preferred language"), max_length=5, default="fr")
    languages = models.JSONField(_("languages read"), default=list, blank=True)
    sectors = models.JSONField(_("sectors known"), default=list, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["full_name"]
        verbose_name = _("account")
        constraints = [
            models.CheckConstraint(
                condition=(Q(email__isnull=False) & ~Q(email="")) | (Q(phone__isnull=False) & ~Q(phone="")),
                name="account_has_an_address",
                violation_error_message=_("An account needs an e-mail or a phone number."),
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.address

    @property
    def address(self) -> str:
        """Where this person is reached and signs in: the e-mail, or else the phone number."""
        return self.email or self.phone or ""

    def mandates_in_force(self, on: date | None = None) -> list[Mandate]:
        """Today's mandates are read once per user object."""
        if on is not None:
            return list(self.mandates.in_force(on))
        if not hasattr(self, "_mandates_today"):
            self._mandates_today = list(self.mandates.in_force())
        return self._mandates_today

    def has_role(self, role: str, territory_code: str | None = None, on: date | None = None) -> bool:
        """Whether a mandate in force gives `role`, covering `territory_code` when one is named."""
        return self.is_active and any(
            mandate.role == role and (territory_code is None or mandate.covers(territory_code))
            for mandate in self.mandates_in_force(on)
        )

    def roles(self) -> set[str]:
        return {mandate.role for mandate in self.mandates_in_force()} if self.is_active else set()

    def territory_codes(self, *roles: str) -> list[str]:
        """Prefixes of the territories those roles cover: "" the country, "09" a region, "09.541" a province."""
        return sorted({m.territory_code for m in self.mandates_in_force() if m.role in roles})

    @property
    def needs_second_factor(self) -> bool:
        return bool(self.roles() & SECOND_FACTOR_ROLES)


class MandateQuerySet(models.QuerySet["Mandate"]):
    def in_force(self, on: date | None = None) -> MandateQuerySet:
        on = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)


class Mandate(models.Model):
    """A role held over a territory for a period."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mandates")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    territory_code = models.CharField(
        _("territory"), max_length=12, blank=True, help_text=_("Empty for the whole country.")
    )
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        ordering = ["user", "role"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="mandate_ends_after_it_starts",
                violation_error_message=_("A mandate ends after it starts."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"

    def covers(self, territory_code: str) -> bool:
        return territory_code.startswith(self.territory_code)


class SignInLink(models.Model):
    """A link that signs one person in once; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_links")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.user)


class ApiToken(models.Model):
    """A key for programs that read the API as this person; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField(_("until"))

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
