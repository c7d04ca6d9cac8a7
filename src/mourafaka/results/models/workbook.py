"""Today's workbook once sent: the file, the answers given, and each cooperative's progress as its sheets tell it.

Imported progress has neither dates, coach nor evidence: it is kept as the history it is, and never becomes visits.
"""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.refusals import Refused
from mourafaka.people.enums import Role
from mourafaka.registry.models import Cooperative
from mourafaka.territory.models import Province, within

# Who reads the whole country; a delegate reads the region.
COUNTRY_ROLES = (Role.MANAGER, Role.EVALUATOR, Role.ADMIN)
READERS = (*COUNTRY_ROLES, Role.DELEGATE)

NOT_REGISTERED = {
    "twin": _("perhaps registered already"),
    "sector": _("its sector is not known"),
    "province": _("its province is not known"),
    "name": _("it has no name"),
    "not_found": _("the cooperative named is not in the register"),
}


class WorkbookState(models.TextChoices):
    SENT = "sent", _("To review")
    IMPORTED = "imported", _("Imported")


class WorkbookQuerySet(models.QuerySet["WorkbookImport"]):
    def visible_to(self, user: Any) -> Self:
        """What one sent oneself; what is imported, to whoever sees one of its cooperatives."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        codes = user.territory_codes(*READERS)
        if not codes:
            return self.none()
        if "" in codes:
            return self
        seen = ImportedProgress.objects.filter(within(codes)).values("batch")
        return self.filter(Q(sent_by=user) | Q(state=WorkbookState.IMPORTED, pk__in=seen))

    def imported(self) -> Self:
        return self.filter(state=WorkbookState.IMPORTED)


class WorkbookImport(models.Model):
    """A workbook sent by somebody. `answers`: what unreadable cells mean and which cooperatives they are."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=WorkbookState.choices, default=WorkbookState.SENT)
    answers = models.JSONField(default=dict)
    kept = models.JSONField(default=list)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True)

    objects = WorkbookQuerySet.as_manager()

    class Meta:
        verbose_name = _("workbook")
        verbose_name_plural = _("workbooks")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "sent_by"],
                name="one_import_of_a_workbook",
                violation_error_message=_("This very file was already sent."),
            )
        ]

    def __str__(self) -> str:
        return self.file.name


class ProgressQuerySet(models.QuerySet["ImportedProgress"]):
    def visible_to(self, user: Any) -> Self:
        """Headquarters and evaluation see all, a delegate the region; a row without province, who sent it."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        codes = user.territory_codes(*READERS)
        if "" in codes:
            return self
        if not codes:
            return self.none()
        return self.filter(within(codes) | Q(province=None, batch__sent_by=user))

    def of(self, batch: WorkbookImport) -> Self:
        return self.filter(batch=batch)


class ImportedProgress(models.Model):
    """One cooperative of one workbook: what its three rows say, understood and raw. None is unknown."""

    batch = models.ForeignKey(WorkbookImport, models.PROTECT, related_name="progress")
    position = models.PositiveIntegerField()
    source_id = models.CharField(_("Identifier"), max_length=80, blank=True)
    name = models.CharField(_("Cooperative"), max_length=300, blank=True)
    cooperative = models.ForeignKey(
        Cooperative, models.PROTECT, null=True, related_name="+", verbose_name=_("Cooperative")
    )
    not_registered_because = models.CharField(max_length=40, blank=True)
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, related_name="+", verbose_name=_("Prefecture or province")
    )
    province_written = models.CharField(max_length=300, blank=True)
    women_led = models.BooleanField(_("Led by a woman"), null=True)
    members = models.PositiveIntegerField(_("Members"), null=True)
    women = models.PositiveIntegerField(_("Women"), null=True)
    turnover_mad = models.DecimalField(_("Turnover (MAD)"), max_digits=20, decimal_places=6, null=True)
    modules = models.JSONField(default=list)
    sessions = models.JSONField(default=list)
    modules_attended = models.PositiveSmallIntegerField(_("Modules attended"))
    sessions_held = models.PositiveSmallIntegerField(_("Sessions held"))
    rows = models.JSONField(default=dict)
    raw = models.JSONField(default=dict)

    objects = ProgressQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported progress")
        verbose_name_plural = _("imported progress")
        ordering = ["batch", "position"]
        indexes = [models.Index(fields=["batch", "province"], name="progress_by_province")]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="one_progress_a_row"),
            models.UniqueConstraint(
                fields=["batch", "source_id"],
                condition=~Q(source_id=""),
                name="one_progress_an_identifier",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.name}"

    @property
    def why_not(self) -> str:
        """Why the register does not hold this row, in words."""
        reason = NOT_REGISTERED.get(self.not_registered_because)
        return str(reason or Refused(self.not_registered_because))
