"""An act done over many cases, kept so that it can be undone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from mourafaka.instruction.enums import BatchKind, BatchState

USER = settings.AUTH_USER_MODEL


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: Any) -> BatchQuerySet:
        """Whoever started it."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(started_by=user)


class Batch(models.Model):
    """`rows`: [{case, number, version, before, result, problem}], one a case, in the order they are done."""

    kind = models.CharField(max_length=8, choices=BatchKind)
    options = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    done = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=BatchState, default=BatchState.RUNNING)
    started_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({len(self.rows)})"
