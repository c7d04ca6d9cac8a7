"""How many members a cooperative had, on which day."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _


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
        "Cooperative", models.PROTECT, related_name="member_stats", verbose_name=_("Cooperative")
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
