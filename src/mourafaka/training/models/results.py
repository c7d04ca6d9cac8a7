"""What a session gives: tests, ballots without names, certificates."""

from __future__ import annotations

import hmac
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mourafaka.foundations import crypto
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.seals import Sealed
from mourafaka.training.enums import ASPECTS, TestKind
from mourafaka.training.models.people import Attendee
from mourafaka.training.models.sessions import Session, followed_by, spoken_for_by

USER = settings.AUTH_USER_MODEL
# No letter or digit that an eye takes for another (Crockford's alphabet).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class TestResultQuerySet(models.QuerySet["TestResult"]):
    __test__ = False

    def visible_to(self, user: Any) -> Self:
        return self.filter(attendee__in=Attendee.objects.visible_to(user).order_by().values("pk"))


class TestResult(models.Model):
    """A mark out of 20, before or after the training."""

    __test__ = False

    attendee = models.ForeignKey(Attendee, models.PROTECT, related_name="tests")
    kind = models.CharField(max_length=8, choices=TestKind)
    mark = models.DecimalField(_("mark out of 20"), max_digits=4, decimal_places=2)
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = TestResultQuerySet.as_manager()

    class Meta:
        ordering = ["attendee", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["attendee", "kind"], name="one_test_of_each_kind"),
            models.CheckConstraint(
                condition=Q(mark__gte=0, mark__lte=20),
                name="mark_from_0_to_20",
                violation_error_message=_("A mark goes from 0 to 20."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attendee_id} {self.kind}: {self.mark}"


def _from_one_to_five() -> Q:
    condition = Q()
    for name, _label in ASPECTS:
        condition &= Q(**{f"{name}__gte": 1, f"{name}__lte": 5})
    return condition


class Satisfaction(models.Model):
    """A ballot without a name: one per slip, drawn by hand in the room; not even its hour is kept."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="ballots")
    slip = models.PositiveSmallIntegerField()
    content = models.PositiveSmallIntegerField()
    trainer = models.PositiveSmallIntegerField()
    language_level = models.PositiveSmallIntegerField()
    logistics = models.PositiveSmallIntegerField()
    usefulness = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["session", "slip"]
        constraints = [
            models.UniqueConstraint(fields=["session", "slip"], name="one_ballot_per_slip"),
            models.CheckConstraint(condition=_from_one_to_five(), name="satisfaction_from_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.slip}"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, user: Any) -> Self:
        """Who follows or speaks for the cooperative; the trainer, those of her sessions."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        way = "attendee__participant__enrolment"
        of_mine = Q(attendee__session__trainer=user)
        return self.filter(followed_by(user, way) | spoken_for_by(user, way) | of_mine)

    def in_force(self) -> Self:
        return self.filter(revoked_on=None)


class Certificate(Sealed, models.Model):
    """What a participant takes away. Its facts are those printed, frozen the day it was issued."""

    number = models.CharField(_("number"), max_length=30, unique=True)
    attendee = models.ForeignKey(Attendee, models.PROTECT, related_name="certificates")
    person = models.CharField(max_length=120)
    cooperative = models.CharField(max_length=200)
    module_code = models.CharField(max_length=8)
    module_title_fr = models.CharField(max_length=120)
    module_title_ar = models.CharField(max_length=120)
    hours = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    issued_on = models.DateField()
    issued_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    issuer = models.CharField(max_length=200)
    file_fr = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    file_ar = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    revoked_on = models.DateField(null=True)
    revoked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    revoke_reason = models.CharField(_("reason of the withdrawal"), max_length=300, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("certificate")
        constraints = [
            models.UniqueConstraint(
                fields=["attendee"],
                condition=Q(revoked_on=None),
                name="one_certificate_in_force_per_attendee",
                violation_error_message=_("This person already has the certificate of this session."),
            ),
            models.CheckConstraint(
                condition=Q(revoked_on=None) | ~Q(revoke_reason=""),
                name="certificate_revoked_for_a_reason",
                violation_error_message=_("A certificate is withdrawn for a reason."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def code(self) -> str:
        """Sixteen signs that only this installation can compute from the number, the person, the module and the
        dates: what is changed in the database or on paper no longer fits it."""
        return code_of(
            self.number, self.person, self.module_code, f"{self.starts_on}/{self.ends_on}", str(self.hours)
        )

    def bears(self, code: str) -> bool:
        return hmac.compare_digest(self.code, tidy(code))

    def seal(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "person": self.person,
            "module": self.module_code,
            "hours": self.hours,
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
            "issued_on": self.issued_on,
            "files": [file.sha256 for file in (self.file_fr, self.file_ar) if file],
            "revoked_on": self.revoked_on,
        }


def code_of(*facts: str) -> str:
    """An HMAC under the installation's secret, as four groups of four signs."""
    value = int(crypto.blind_index("|".join(("training.certificate", *facts)))[:20], 16)
    signs = "".join(ALPHABET[value >> shift & 31] for shift in range(75, -1, -5))
    return "-".join(signs[start : start + 4] for start in range(0, 16, 4))


def tidy(code: str) -> str:
    """A code typed by hand: capitals, and O for 0, I or L for 1, with or without dashes."""
    signs = "".join(each for each in code.upper() if each.isalnum())
    signs = signs.replace("O", "0").replace("I", "1").replace("L", "1")[:16]
    if not signs.isascii():
        return ""
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))
