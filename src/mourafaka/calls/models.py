"""Programme → cohort → lots → call → applications."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mourafaka.calls.enums import (
    APPLICATION_TONES,
    CALL_TONES,
    ApplicationState,
    CallState,
    DocumentState,
    Gate,
)
from mourafaka.calls.sockets import lending, withholding
from mourafaka.foundations.i18n import Labelled, NamedInTwo, in_active_language
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.seals import Sealed
from mourafaka.people.enums import Role
from mourafaka.registry.models import Cooperative, CooperativeContact, MemberStat
from mourafaka.territory.models import Province, Sector, within

USER = settings.AUTH_USER_MODEL


class Programme(NamedInTwo):
    code = models.SlugField(unique=True)

    class Meta:
        ordering = ["code"]


class Cohort(NamedInTwo):
    """A group of cooperatives accompanied together (in the French interface: tranche)."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cohorts")
    code = models.SlugField(_("code"), unique=True)
    number = models.PositiveSmallIntegerField(_("number"))
    service_starts_on = models.DateField(_("service starts on"))
    service_ends_on = models.DateField(_("service ends on"))
    synthetic = models.BooleanField(_("synthetic data"), default=False)

    class Meta:
        ordering = ["-service_starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(service_ends_on__gt=models.F("service_starts_on")),
                name="cohort_ends_after_it_starts",
                violation_error_message=_("The service ends after it starts."),
            )
        ]


class Lot(models.Model):
    """A set of provinces under one contractor; it may straddle regions."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="lots")
    code = models.CharField(_("code"), max_length=12)
    provinces = models.ManyToManyField(Province, related_name="+", verbose_name=_("provinces"))

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "code"],
                name="one_lot_per_code",
                violation_error_message=_("This cohort already has a lot with this code."),
            )
        ]

    def __str__(self) -> str:
        return self.code


class DocumentKind(Labelled):
    """A document an application may have to bring."""

    code = models.SlugField(primary_key=True)
    mandatory_by_default = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, user: Any) -> CallQuerySet:
        """Staff of the programme see every call; others only what is public."""
        staff = {Role.MANAGER, Role.DELEGATE, Role.ADMIN, Role.EVALUATOR, Role.REVIEWER, Role.COMMITTEE}
        if getattr(user, "is_authenticated", False) and user.roles() & staff:
            return self
        return self.public()

    def public(self) -> CallQuerySet:
        return self.exclude(state=CallState.DRAFT)


class Call(models.Model):
    """A call for applications (appel à manifestation d'intérêt). Times are aware; ages are in months."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="calls")
    code = models.CharField(_("code"), max_length=12, unique=True)
    title_fr = models.CharField(_("title in French"), max_length=200)
    title_ar = models.CharField(_("title in Arabic"), max_length=200)
    state = models.CharField(max_length=12, choices=CallState, default=CallState.DRAFT)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    reviews_due_at = models.DateTimeField(_("reviews due"), null=True, blank=True)
    provinces = models.ManyToManyField(Province, related_name="+", verbose_name=_("provinces"))
    seats = models.PositiveIntegerField(_("seats"))
    max_age_months = models.PositiveSmallIntegerField(_("greatest age in months at closing"))
    min_members = models.PositiveSmallIntegerField(_("fewest members"), default=5)
    excluded_sectors = models.ManyToManyField(
        Sector, blank=True, related_name="+", verbose_name=_("excluded sectors")
    )
    appeal_days = models.PositiveSmallIntegerField(_("days to appeal"), default=15)
    last_number = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    sealed_objects: tuple[RulesVersion, ...] = ()  # the rules an act on the call wrote, for its journal row

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-closes_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=models.F("opens_at")),
                name="call_closes_after_it_opens",
                violation_error_message=_("A call closes after it opens."),
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=1),
                name="call_has_a_seat",
                violation_error_message=_("A call has at least one seat."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.title}"

    @property
    def state_code(self) -> str:
        return CALL_TONES[CallState(self.state)]

    @property
    def title(self) -> str:
        return in_active_language(self, "title")


class CallDocument(models.Model):
    """A document the call asks for."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="documents")
    kind = models.ForeignKey(DocumentKind, on_delete=models.PROTECT, related_name="+")
    mandatory = models.BooleanField(_("mandatory"), default=True)

    class Meta:
        ordering = ["kind__position"]
        constraints = [models.UniqueConstraint(fields=["call", "kind"], name="one_line_per_document_kind")]

    def __str__(self) -> str:
        return str(self.kind)


class PublishedAnswer(models.Model):
    """A question the agency was asked about a call, and what it answers to everybody."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="answers")
    question_fr = models.CharField(_("question in French"), max_length=300)
    question_ar = models.CharField(_("question in Arabic"), max_length=300)
    answer_fr = models.TextField(_("answer in French"))
    answer_ar = models.TextField(_("answer in Arabic"))
    published_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["published_at", "pk"]

    def __str__(self) -> str:
        return self.question

    @property
    def question(self) -> str:
        return in_active_language(self, "question")

    @property
    def answer(self) -> str:
        return in_active_language(self, "answer")


class RulesVersion(Sealed, models.Model):
    """The selection rules as data (schema: `docs/method/rules.md`). Frozen at opening; what changes after
    that is a new version with its reason."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="rules_versions")
    number = models.PositiveSmallIntegerField(_("version"))
    data = models.JSONField()
    reason = models.TextField(_("reason of the change"), blank=True)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    frozen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["call", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="one_rules_version_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.call.code} v{self.number}"

    def seal(self) -> dict[str, Any]:
        return {"number": self.number, "data": self.data, "reason": self.reason}


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: Any) -> ApplicationQuerySet:
        """Managers, auditors and evaluators by territory, the delegate's region, the cooperative's own; minus
        what a later room withholds (a conflict of interest) and plus what it lends (a review to do)."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        codes = user.territory_codes(Role.MANAGER, Role.DELEGATE, Role.ADMIN, Role.EVALUATOR)
        seen = Q()  # the whole country
        if "" not in codes:
            own = CooperativeContact.objects.filter(user=user).values("cooperative")
            seen = within(codes, "cooperative__province_id") | Q(cooperative__in=own)
            for plug in lending:
                seen |= plug.build(user)
        for plug in withholding:
            seen &= ~plug.build(user)
        return self.filter(seen)

    def submitted(self) -> ApplicationQuerySet:
        return self.exclude(state__in=[ApplicationState.DRAFT, ApplicationState.WITHDRAWN])

    def eligible(self) -> ApplicationQuerySet:
        """Those whose every gate is passed or overridden, whatever became of them later."""
        return self.filter(eligible=True)

    def of_cohort(self, cohort: Cohort) -> ApplicationQuerySet:
        return self.filter(call__cohort=cohort)

    def for_lists(self) -> ApplicationQuerySet:
        return self.select_related("call", "cooperative__province__region", "cooperative__sector")


class Application(Sealed, models.Model):
    """A cooperative's dossier for one call, with the sections of the dossier (amounts in MAD)."""

    reason_of_step = ""  # the reason of the step under way, for those whom `calls.sockets.moved` tells of it

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="applications")
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=20, unique=True)
    state = models.CharField(
        _("state"), max_length=14, choices=ApplicationState, default=ApplicationState.DRAFT, db_index=True
    )
    eligible = models.BooleanField(_("eligible"), null=True, editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, db_index=True, editable=False)
    entered_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    member_stat = models.ForeignKey(MemberStat, null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(_("language of the application"), max_length=5, default="fr")

    project_title = models.CharField(_("title of the project"), max_length=200, blank=True)
    collective_need = models.TextField(_("collective need it answers"), blank=True)
    products = models.TextField(_("products and services"), blank=True)
    innovation = models.TextField(_("innovation"), blank=True)
    market = models.TextField(_("market and customers"), blank=True)
    environment = models.TextField(_("effects on the environment"), blank=True)
    jobs_now = models.PositiveIntegerField(_("jobs now"), null=True, blank=True)
    jobs_in_24_months = models.PositiveIntegerField(_("jobs in 24 months"), null=True, blank=True)
    jobs_women = models.PositiveIntegerField(_("of which women"), null=True, blank=True)
    jobs_youth = models.PositiveIntegerField(_("of which young people"), null=True, blank=True)
    turnover_last_year_mad = models.DecimalField(
        _("turnover last year (MAD)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    turnover_this_year_mad = models.DecimalField(
        _("turnover this year (MAD)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    turnover_next_year_mad = models.DecimalField(
        _("turnover expected next year (MAD)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    turnover_year_after_mad = models.DecimalField(
        _("turnover expected the year after (MAD)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    need_management = models.TextField(_("needs in management"), blank=True)
    need_technique = models.TextField(_("needs in technique and quality"), blank=True)
    need_marketing = models.TextField(_("needs in marketing"), blank=True)
    investment_mad = models.DecimalField(
        _("investment planned (MAD)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    own_contribution_mad = models.DecimalField(
        _("own contribution (MAD)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    support_received = models.TextField(_("support already received"), blank=True)
    commits_to_attend = models.BooleanField(_("commits to trainings and to twelve visits"), default=False)
    consents_to_processing = models.BooleanField(
        _("consents to the processing of its data (law 09-08)"), default=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("application")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "cooperative"],
                name="one_application_per_call",
                violation_error_message=_("This cooperative already has an application to this call."),
            )
        ]
        indexes = [models.Index(fields=["call", "state"]), models.Index(fields=["call", "number"])]

    def __str__(self) -> str:
        return self.number

    @property
    def state_code(self) -> str:
        return APPLICATION_TONES[ApplicationState(self.state)]

    def seal(self) -> dict[str, Any]:
        return {"state": self.state, "eligible": self.eligible, "submitted_at": self.submitted_at}


class ApplicationDocument(models.Model):
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="documents")
    kind = models.ForeignKey(DocumentKind, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=DocumentState, default=DocumentState.MISSING)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ["kind__position"]
        constraints = [models.UniqueConstraint(fields=["application", "kind"], name="one_document_per_kind")]

    def __str__(self) -> str:
        return str(self.kind)


class EligibilityCheck(models.Model):
    """One gate of one application: what was found, and who decided otherwise and why."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="checks")
    gate = models.CharField(max_length=12, choices=Gate)
    passed = models.BooleanField()
    reason_code = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    checked_at = models.DateTimeField(auto_now=True)
    overridden_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    override_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "gate"], name="one_check_per_gate"),
            models.CheckConstraint(
                condition=Q(overridden_by=None) | ~Q(override_reason=""),
                name="override_has_a_reason",
                violation_error_message=_("An override needs a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.gate}"

    @property
    def holds(self) -> bool:
        return self.passed or self.overridden_by_id is not None
