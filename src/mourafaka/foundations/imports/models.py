"""An import and its rows, all kept: what the file said, what became of each row, and why."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.refusals import Refused

from .columns import SPECS, Spec


class BatchState(models.TextChoices):
    UPLOADED = "uploaded", _("Columns to match")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")


class RowState(models.TextChoices):
    WAITING = "waiting", _("Question to answer")
    REFUSED = "refused", _("To correct")
    READY = "ready", _("Ready")
    DONE = "done", _("Imported")


BUSY = (BatchState.CHECKING, BatchState.IMPORTING)
SILENT_SECONDS = 60  # work that says nothing for so long has died, and may be taken up again


class BatchQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, user: Any) -> Self:
        """A file is seen by the person who sent it."""
        return self.filter(created_by=user) if user.is_authenticated else self.none()

    def of(self, spec: str) -> Self:
        return self.filter(spec_name=spec)


class ImportBatch(models.Model):
    spec_name = models.CharField(max_length=40)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    headers = models.JSONField(default=list)
    sample = models.JSONField(default=list)
    encoding = models.CharField(max_length=20, blank=True)
    mapping = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    questions = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=BatchState.choices, default=BatchState.UPLOADED)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    fault = models.JSONField(default=dict)
    stop_asked = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("Import")
        verbose_name_plural = _("Imports")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file.name

    @property
    def spec(self) -> Spec:
        return SPECS[self.spec_name]

    @property
    def state_code(self) -> str:
        """The colour of the state, as components know it."""
        return {BatchState.DONE: "done", BatchState.UPLOADED: "due", BatchState.CHECKED: "due"}.get(
            BatchState(self.state), "info"
        )

    @property
    def is_busy(self) -> bool:
        return self.state in BUSY and not self.is_silent

    @property
    def is_silent(self) -> bool:
        """Under way on paper, but nobody has heard of it for a while."""
        if self.state not in BUSY or self.heard_at is None:
            return False
        return (timezone.now() - self.heard_at).total_seconds() > SILENT_SECONDS

    @property
    def percent(self) -> int:
        return 100 * self.rows_done // self.rows_total if self.rows_total else 0

    @property
    def fault_sentence(self) -> str:
        return str(Refused(self.fault["code"], **self.fault["facts"])) if self.fault else ""

    def tally(self) -> dict[str, int]:
        """How many rows in each state."""
        counts = {state.value: 0 for state in RowState}
        counted = self.rows.order_by().values_list("state").annotate(n=Count("pk"))
        return counts | dict(counted)


class ImportRow(models.Model):
    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    cells = models.JSONField()
    state = models.CharField(max_length=8, choices=RowState.choices, default=RowState.WAITING)
    errors = models.JSONField(default=list)
    result = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("Row of an import")
        verbose_name_plural = _("Rows of an import")
        ordering = ["batch", "line"]
        indexes = [models.Index(fields=["batch", "state", "line"], name="import_rows_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="one_row_per_line_of_an_import")
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.line}"

    @property
    def sentences(self) -> list[str]:
        """What is wrong, in the reader's language, each beginning with its column."""
        return [sentence(self.batch.spec, error) for error in self.errors]


def sentence(spec: Spec, error: dict[str, Any]) -> str:
    said = str(Refused(error["code"], **error["facts"]))
    names = {column.name: column.label for column in spec.columns}
    label = names.get(error["column"])
    colon = pgettext("between a label and its error", ": ")
    return f"{label}{colon}{said}" if label else said
