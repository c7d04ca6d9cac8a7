"""Cooperatives: who they are, where, what they do, and how many members they had on which day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from mourafaka.engine.text import fold_key
from mourafaka.foundations import crypto
from mourafaka.foundations.i18n import NamedInTwo
from mourafaka.territory.models import Commune, Province, Sector, ValueChain, within

from . import search
from .enums import ILO_TYPE, LabelKind, LegalCategory, ManagementForm, Status
from .identifiers import display_phone, masked
from .sockets import visibility

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


class CodeSequence(models.Model):
    """The last number given in a region; locked while the next one is taken, so that codes never collide."""

    region_code = models.CharField(max_length=8, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.region_code}: {self.last}"


class MemberStatQuerySet(models.QuerySet["MemberStat"]):
    def current(self) -> Self:
        """Snapshots that no later row corrects."""
        return self.filter(~Exists(MemberStat.objects.filter(corrects=OuterRef("pk"))))

    def as_known(self, on: date) -> Self:
        """What was known for a date or before, the most recent first."""
        return self.current().filter(as_of__lte=on).order_by("-as_of")


def _subset(field: str, whole: str = "members_total") -> Q:
    return Q(**{field: None}) | Q(**{f"{field}__lte": F(whole)})


class MemberStat(models.Model):
    """How many members on one day. A row is never changed: a correction is a new row that names the old one.

    Counts that nobody gave are None, which is not zero.
    """

    cooperative = models.ForeignKey(
        Cooperative, models.PROTECT, related_name="member_stats", verbose_name=_("Cooperative")
    )
    as_of = models.DateField(_("Counted on"))
    members_total = models.PositiveIntegerField(_("Members"))
    women = models.PositiveIntegerField(_("Women"), null=True, blank=True)
    youth = models.PositiveIntegerField(_("Young people (18-35)"), null=True, blank=True)
    graduates = models.PositiveIntegerField(_("Graduates"), null=True, blank=True)
    disabled = models.PositiveIntegerField(_("People with a disability"), null=True, blank=True)
    rural = models.PositiveIntegerField(_("Living in a rural area"), null=True, blank=True)
    illiterate = models.PositiveIntegerField(_("Who cannot read"), null=True, blank=True)
    board_total = models.PositiveIntegerField(_("Board members or managers"), null=True, blank=True)
    board_women = models.PositiveIntegerField(_("Women among them"), null=True, blank=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("Corrects")
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = MemberStatQuerySet.as_manager()

    class Meta:
        verbose_name = _("Membership count")
        verbose_name_plural = _("Membership counts")
        ordering = ["cooperative", "as_of", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cooperative", "as_of"],
                condition=Q(corrects=None),
                name="one_membership_count_per_day",
                violation_error_message=_("A count already exists for this day: correct it instead."),
            ),
            models.CheckConstraint(
                condition=_subset("women")
                & _subset("youth")
                & _subset("graduates")
                & _subset("disabled")
                & _subset("rural")
                & _subset("illiterate")
                & _subset("board_total"),
                name="membership_parts_within_total",
                violation_error_message=_("No part of the members can exceed their total."),
            ),
            models.CheckConstraint(
                condition=Q(board_women=None)
                | (Q(board_total__isnull=False) & Q(board_women__lte=F("board_total"))),
                name="women_of_the_board_within_board",
                violation_error_message=_("The women of the board cannot exceed the board."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cooperative_id} {self.as_of}: {self.members_total}"

    @property
    def women_only(self) -> bool:
        return self.women is not None and self.women == self.members_total > 0

    @property
    def women_share(self) -> float | None:
        return None if self.women is None or not self.members_total else self.women / self.members_total


class Label(models.Model):
    cooperative = models.ForeignKey(
        Cooperative, models.PROTECT, related_name="labels", verbose_name=_("Cooperative")
    )
    kind = models.CharField(_("Kind"), max_length=16, choices=LabelKind.choices)
    title = models.CharField(_("Name"), max_length=120)
    number = models.CharField(_("Number"), max_length=60, blank=True)
    issued_on = models.DateField(_("Issued on"), null=True, blank=True)
    expires_on = models.DateField(_("Expires on"), null=True, blank=True)

    class Meta:
        verbose_name = _("Label or permit")
        verbose_name_plural = _("Labels and permits")
        ordering = ["cooperative", "kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(issued_on=None) | Q(expires_on=None) | Q(expires_on__gte=F("issued_on")),
                name="label_expires_after_issue",
                violation_error_message=_("A label cannot expire before it was issued."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class OtherSupport(models.Model):
    """Help received elsewhere, recorded so that the same action is not paid for twice."""

    cooperative = models.ForeignKey(
        Cooperative, models.PROTECT, related_name="other_support", verbose_name=_("Cooperative")
    )
    programme = models.CharField(_("Programme"), max_length=120)
    year = models.PositiveSmallIntegerField(_("Year"))
    amount_mad = models.DecimalField(
        _("Amount (MAD)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    purpose = models.CharField(_("Purpose"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Other support")
        verbose_name_plural = _("Other support")
        ordering = ["cooperative", "-year", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__range=(1956, 2100)),
                name="support_year_is_plausible",
                violation_error_message=_("The year of the support is not plausible."),
            ),
            models.CheckConstraint(
                condition=Q(amount_mad=None) | Q(amount_mad__gte=0),
                name="support_amount_is_not_negative",
                violation_error_message=_("The amount of the support cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.year}"


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
