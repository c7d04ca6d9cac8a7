"""The library of actions in its later versions; version 1 comes with the room."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mourafaka.foundations import clock
from mourafaka.people.enums import Role

LIBRARIANS = {Role.MANAGER, Role.DELEGATE, Role.COACH, Role.ADMIN, Role.EVALUATOR}


class ActionLibraryQuerySet(models.QuerySet["ActionLibrary"]):
    def visible_to(self, user: Any) -> Self:
        if not getattr(user, "is_authenticated", False) or not user.roles() & LIBRARIANS:
            return self.none()
        return self


class ActionLibrary(models.Model):
    """A version of the library that a manager published; written once."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    data = models.JSONField()
    note = models.CharField(_("what changed"), max_length=300)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=clock.now, editable=False)

    objects = ActionLibraryQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        verbose_name = _("library of actions")

    def __str__(self) -> str:
        return f"v{self.version}"
