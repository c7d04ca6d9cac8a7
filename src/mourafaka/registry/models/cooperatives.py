"""Cooperatives: who they are, where, what they do, and who speaks for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from mourafaka.engine.text import fold_key
from mourafaka.foundations import crypto
from mourafaka.foundations.i18n import NamedInTwo
from mourafaka.registry import search
from mourafaka.registry.enums import ILO_TYPE, LegalCategory, ManagementForm, Status
from mourafaka.registry.identifiers import display_phone, masked
from mourafaka.registry.models.members import MemberStat
from mourafaka.registry.sockets import visibility
from mourafaka.territory.models import Commune, Province, Sector, ValueChain, within

if TYPE_CHECKING:
    from mourafaka.people.models import User

# Roles that see every cooperative of their territory. Reviewers, coaches, trainers and funders see
# cooperatives only through the rooms that give them a reason to.
ROLES_BY_TERRITORY = ("manager", "delegate", "admin", "evaluator", "finance")


class CooperativeQuerySet(models.QuerySet["Cooperative"]):
    def visible_to(self, user: User) -> Self:
        """What this person may see: the cooperatives of their mandates' territories, and their own."""
        if not user.is_authenticated:
            return self.none()
        codes = {code for role in ROLES_BY_TERRITORY for code in user.territory_codes(role)}
        if "" in codes:
            return self
        own = CooperativeContact.objects.filter(user=user).values("cooperative")
        seen = within(codes) | Q(pk__in=own)
        for plug in visibility:
            seen = plug.build(seen, user)
        return self.filter(seen)

    def in_territory(self, codes: Iterable[str]) -> Self:
        return self.filter(within(codes))

    def active(self) -> Self:
        return self.filter(status=Status.ACTIVE)

    def women_led(self) -> Self:
        return self.filter(women_led=True)

    def search(self, text: str) -> Self:
        """Every word of `text`, in any script and spelling, in the name, a code or an identifier."""
        conditions = search.conditions(text)
        if text.strip() and not conditions:
            return self.none()
        return self.filter(*conditions)

    def with_members(self) -> Self:
        """Adds `members_total` and `women_total` of the latest snapshot."""
        latest = MemberStat.objects.current().filter(cooperative=OuterRef("pk")).order_by("-as_of")
        return self.annotate(
            members_total=Subquery(latest.values("members_total")[:1]),
            women_total=Subquery(latest.values("women")[:1]),
        )

    def with_places(self) -> Self:
        return self.select_related("province__region", "sector", "value_chain")

    def likely_duplicates(self, cooperative: Cooperative) -> list[Cooperative]:
        """Other cooperatives of the same province whose name reads alike, the likeliest first."""
        return search.likely_duplicates(self, cooperative)


class Cooperative(NamedInTwo):
    """A registered cooperative. Its code never changes; what it says of itself may, and is kept."""

    code = models.CharField(_("Code"), max_length=16, unique=True, editable=False)
    name_fr = models.CharField(_("Name in French"), max_length=200, blank=True)
    name_ar = models.CharField(_("Name in Arabic"), max_length=200, blank=True)

    court = models.CharField(_("Court of registration"), max_length=80, blank=True)
    local_reg_no = models.CharField(_("Local register number"), max_length=30, blank=True)
    registered_on = models.DateField(_("Registered on"), null=True, blank=True)
    central_reg_no = models.CharField(_("Central register number (ODCO)"), max_length=30, blank=True)
    ice = models.CharField(_("ICE"), max_length=15, blank=True)
    tax_id = models.CharField(_("Tax number (IF)"), max_length=8, blank=True)
    cnss_no = models.CharField(_("CNSS number"), max_length=9, blank=True)
    rib_encrypted = models.TextField(blank=True, editable=False)
    rib_index = models.CharField(max_length=64, blank=True, editable=False)

    legal_category = models.CharField(
        _("Legal category"), max_length=8, choices=LegalCategory.choices, blank=True
    )
    management_form = models.CharField(
        _("Management"), max_length=8, choices=ManagementForm.choices, blank=True
    )
    mandate_ends_on = models.DateField(_("Mandate of the organs ends on"), null=True, blank=True)
    capital_subscribed_mad = models.DecimalField(
        _("Subscribed capital (MAD)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    capital_paid_mad = models.DecimalField(
        _("Paid-up capital (MAD)"), max_digits=14, decimal_places=2, null=True, blank=True
    )

    sector = models.ForeignKey(Sector, models.PROTECT, related_name="+", verbose_name=_("Sector"))
    branch = models.ForeignKey(
        Sector, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Branch")
    )
    value_chain = models.ForeignKey(
        ValueChain,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Main value chain"),
    )
    other_value_chains = models.ManyToManyField(
        ValueChain, blank=True, related_name="+", verbose_name=_("Other value chains")
    )

    province = models.ForeignKey(
        Province, models.PROTECT, related_name="+", verbose_name=_("Prefecture or province")
    )
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Commune")
    )
    address = models.CharField(_("Douar or address"), max_length=200, blank=True)
    rural = models.BooleanField(_("In a rural area"), null=True, blank=True)
    latitude = models.FloatField(_("Latitude"), null=True, blank=True)
    longitude = models.FloatField(_("Longitude"), null=True, blank=True)

    leader_name = models.CharField(_("President or manager"), max_length=120, blank=True)
    leader_role = models.CharField(_("Function"), max_length=60, blank=True)
    phone = models.CharField(_("Phone"), max_length=16, blank=True)
    women_led = models.BooleanField(_("Led by a woman"), default=False)
    youth_led = models.BooleanField(_("Led by a person of 35 or younger"), default=False)

    status = models.CharField(_("Status"), max_length=10, choices=Status.choices, default=Status.ACTIVE)
    status_since = models.DateField(_("Status since"), null=True, blank=True)
    status_reason = models.CharField(_("Reason"), max_length=300, blank=True)
    first_sale_on = models.DateField(_("First sale on"), null=True, blank=True)
    consent_public = models.BooleanField(_("Agrees to be shown publicly"), default=False)
    synthetic = models.BooleanField(_("Synthetic"), default=False, editable=False)

    name_key = models.CharField(max_length=200, editable=False, db_index=True)
    sort_key = models.CharField(max_length=60, editable=False, db_index=True)
    search_text = models.TextField(editable=False)
    search_sounds = models.TextField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("Created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("Changed"), auto_now=True)

    history = HistoricalRecords(
        excluded_fields=["name_key", "sort_key", "search_text", "search_sounds"], cascade_delete_history=False
    )

    objects = CooperativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Cooperative")
        verbose_name_plural = _("Cooperatives")
        ordering = ["code"]
        indexes = [
            models.Index(fields=["province", "sort_key"], name="cooperative_by_province"),
            models.Index(fields=["sector", "sort_key"], name="cooperative_by_sector"),
            models.Index(fields=["status", "sort_key"], name="cooperative_by_status"),
            models.Index(fields=["registered_on"], name="cooperative_by_registration"),
            models.Index(fields=["rib_index"], name="cooperative_by_rib", condition=~Q(rib_index="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_fr="") | ~Q(name_ar=""),
                name="cooperative_has_a_name",
                violation_error_message=_("A cooperative needs a name, in French or in Arabic."),
            ),
            models.UniqueConstraint(
                fields=["court", "local_reg_no"],
                condition=~Q(local_reg_no=""),
                name="cooperative_local_number_is_unique_in_its_court",
                violation_error_message=_(
                    "This number of the local register is already taken in this court."
                ),
            ),
            models.UniqueConstraint(
                fields=["central_reg_no"],
                condition=~Q(central_reg_no=""),
                name="cooperative_central_number_is_unique",
                violation_error_message=_("This number of the central register is already taken."),
            ),
            models.UniqueConstraint(
                fields=["ice"],
                condition=~Q(ice=""),
                name="cooperative_ice_is_unique",
                violation_error_message=_("This ICE already belongs to another cooperative."),
            ),
            models.CheckConstraint(
                condition=Q(capital_subscribed_mad=None) | Q(capital_subscribed_mad__gte=0),
                name="cooperative_capital_is_not_negative",
                violation_error_message=_("The subscribed capital cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(capital_paid_mad=None)
                | (
                    Q(capital_paid_mad__gte=0)
                    & (Q(capital_subscribed_mad=None) | Q(capital_paid_mad__lte=F("capital_subscribed_mad")))
                ),
                name="cooperative_paid_capital_within_subscribed",
                violation_error_message=_("The paid-up capital cannot exceed the subscribed capital."),
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(20, 37), longitude__range=(-18, 0)),
                name="cooperative_position_is_in_the_country",
                violation_error_message=_("Latitude and longitude go together and lie within the country."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.refresh_search_columns()
        super().save(*args, **kwargs)

    def refresh_search_columns(self) -> None:
        self.name_key = fold_key(self.name_fr or self.name_ar)[:200]
        self.sort_key = search.sort_key(self.name_fr or self.name_ar)
        self.search_text, self.search_sounds = search.columns(self)

    @property
    def rib(self) -> str:
        return crypto.decrypt(self.rib_encrypted)

    @rib.setter
    def rib(self, value: str) -> None:
        self.rib_encrypted, self.rib_index = crypto.encrypt(value), crypto.blind_index(value)

    @property
    def rib_masked(self) -> str:
        return masked(self.rib)

    @property
    def ice_masked(self) -> str:
        return masked(self.ice)

    @property
    def phone_display(self) -> str:
        return display_phone(self.phone)

    @property
    def state_code(self) -> str:
        """The colour of the status, as components know it."""
        return {Status.ACTIVE: "active", Status.DORMANT: "due"}.get(Status(self.status), "refused")

    @property
    def ilo_type(self) -> str:
        return ILO_TYPE.get(LegalCategory(self.legal_category), "") if self.legal_category else ""

    def age_months(self, on: date) -> int | None:
        """Full months from registration to a day, None when the registration date is unknown."""
        if self.registered_on is None:
            return None
        months = (on.year - self.registered_on.year) * 12 + on.month - self.registered_on.month
        return months - (on.day < self.registered_on.day)


class CooperativeContact(models.Model):
    """An account that speaks for a cooperative, and so sees it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    cooperative = models.ForeignKey(
        Cooperative, models.PROTECT, related_name="contacts", verbose_name=_("Cooperative")
    )
    since = models.DateField(_("Since"), auto_now_add=True)

    class Meta:
        verbose_name = _("Contact")
        verbose_name_plural = _("Contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "cooperative"],
                name="one_contact_per_account",
                violation_error_message=_("This account already speaks for this cooperative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.cooperative_id}"


class CodeSequence(models.Model):
    """The last number given in a region; locked while the next one is taken, so that codes never collide."""

    region_code = models.CharField(max_length=8, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.region_code}: {self.last}"
