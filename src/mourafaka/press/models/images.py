"""Images, who reported them and what was decided. An image is its bytes: a block follows them everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Self

import rules
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mourafaka.foundations import clock
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.seals import Sealed
from mourafaka.press import links
from mourafaka.press.enums import (
    HIDDEN_IMAGES,
    IMAGE_TONES,
    REQUEST_TONES,
    Decided,
    ImageState,
    Outcome,
    Reason,
    RequestState,
    Verdict,
)
from mourafaka.press.models.articles import Article


class ImageQuerySet(models.QuerySet["Image"]):
    def visible_to(self, user: Any) -> Self:
        return self if rules.has_perm("press.moderate", user) else self.exclude(state__in=HIDDEN_IMAGES)

    def awaiting(self) -> Self:
        """Reported or blocked, and not yet looked at by a moderator; the longest waiting first."""
        return self.filter(waiting_since__isnull=False).order_by("waiting_since", "pk")


class Image(models.Model):
    """One image, re-encoded by us. `sha256` is of the bytes received, `phash` of what it looks like."""

    sha256 = models.CharField(max_length=64, unique=True)
    phash = models.CharField(max_length=16, db_index=True)
    thumbnail = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=ImageState, default=ImageState.VISIBLE, db_index=True)
    pinned = models.BooleanField(_("Protected from automatic blocking"), default=False)
    kept_until = models.DateField(_("Immune until"), null=True)
    waiting_since = models.DateTimeField(null=True, db_index=True)
    urgent = models.BooleanField(default=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ImageQuerySet.as_manager()

    class Meta:
        verbose_name = _("image")

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def hidden(self) -> bool:
        return self.state in HIDDEN_IMAGES

    @property
    def tone(self) -> str:
        return IMAGE_TONES[ImageState(self.state)]

    @property
    def token(self) -> str:
        """What stands for the image in an address: signed, so that nobody walks through them."""
        return links.image_token(self.pk)


class Illustration(models.Model):
    """The image of an article, shown only where the licence of its source says so."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="illustration")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="illustrations")
    sealed_objects: Iterable[Any] = ()

    def __str__(self) -> str:
        return f"{self.article_id} {self.image_id}"


class Reporter(models.Model):
    """Who reports: an account, or a device known by a signed token of which only the digest is kept."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    device = models.CharField(max_length=64, blank=True)
    first_seen_at = models.DateTimeField()
    agreed = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    rejected_in_a_row = models.PositiveSmallIntegerField(default=0)
    muted_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, device="") | (Q(user__isnull=True) & ~Q(device="")),
                name="reporter_is_an_account_or_a_device",
                violation_error_message=_("A report comes from an account or from a device."),
            ),
            models.UniqueConstraint(
                fields=["device"],
                condition=~Q(device=""),
                name="reporter_device_is_known_once",
                violation_error_message=_("This device is already known."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class ImageReport(models.Model):
    """One person says once, of one image, why it should not be shown."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(Reporter, on_delete=models.CASCADE, related_name="reports")
    network = models.CharField(max_length=32, db_index=True)
    neighbourhood = models.CharField(max_length=32)
    referrer = models.CharField(max_length=32, blank=True)
    reason = models.CharField(_("Why"), max_length=12, choices=Reason)
    at = models.DateTimeField(db_index=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["image", "reporter"],
                name="one_report_a_person_and_image",
                violation_error_message=_("You already reported this image."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.image_id} {self.reason}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def log(
        self,
        image: Image,
        version: str,
        what: str,
        *,
        by: Any = None,
        reason: str = "",
        score: float | None = None,
        inputs: dict[str, Any] | None = None,
    ) -> Decision:
        """Add a line; the act that returns it seals it in the journal."""
        return self.create(
            image=image,
            at=clock.now(),
            what=what,
            by=by,
            reason=reason[:300],
            rule_version=version,
            score=None if score is None else Decimal(f"{score:.4f}"),
            inputs=inputs or {},
        )


class Decision(Sealed, models.Model):
    """A line of the decision log: what, by whom, under which rule, from which inputs. It only grows, and the
    journal seals each line in its chain."""

    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="decisions")
    at = models.DateTimeField(db_index=True)
    what = models.CharField(max_length=10, choices=Decided)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    rule_version = models.CharField(max_length=20)
    score = models.DecimalField(max_digits=6, decimal_places=4, null=True)
    inputs = models.JSONField(default=dict)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.image_id} {self.what}"

    def seal(self) -> dict[str, Any]:
        names = ("image_id", "at", "what", "by_id", "reason", "rule_version", "score", "inputs")
        return {name: getattr(self, name) for name in names}


class SecondReviewQuerySet(models.QuerySet["SecondReview"]):
    def visible_to(self, user: Any) -> Self:
        """Nobody judges their own decision again."""
        if not rules.has_perm("press.moderate", user):
            return self.none()
        return self.exclude(decision__by=user)

    def waiting(self) -> Self:
        return self.filter(at=None)

    def answered(self) -> Self:
        return self.filter(at__isnull=False)

    def differing(self) -> Self:
        """Those where the second moderator would have decided otherwise."""
        kept, removed = Q(decision__what=Decided.KEPT), Q(decision__what=Decided.REMOVED)
        return self.filter((kept & Q(verdict=Verdict.REMOVE)) | (removed & Q(verdict=Verdict.KEEP)))


class SecondReview(models.Model):
    """A moderator's decision drawn by lot, to be judged by another who is not told what it was: how often the two
    differ estimates how often moderators are wrong."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="second_review")
    asked_at = models.DateTimeField()
    verdict = models.CharField(_("What do you make of it?"), max_length=6, choices=Verdict, blank=True)
    at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = SecondReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("second review")
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.decision_id}"

    @property
    def differs(self) -> bool:
        first = Verdict.KEEP if self.decision.what == Decided.KEPT else Verdict.REMOVE
        return bool(self.verdict) and self.verdict != first


class AppealQuerySet(models.QuerySet["Appeal"]):
    def visible_to(self, user: Any) -> Self:
        return self if rules.has_perm("press.moderate", user) else self.none()

    def open(self) -> Self:
        return self.filter(state=RequestState.OPEN)


class Appeal(models.Model):
    """A paper or a reader contests a decision; another moderator than the first answers within 72 hours."""

    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="appeals")
    email = models.EmailField(_("E-mail"), blank=True)
    text = models.TextField(_("What you contest, and why"), max_length=2000)
    language = models.CharField(
        max_length=2, choices=[("fr", "Français"), ("ar", "العربية")], default="fr"
    )  # of whoever asked, for the answer
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=RequestState, default=RequestState.OPEN, db_index=True)
    answer = models.TextField(blank=True, max_length=2000)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]

    def __str__(self) -> str:
        return f"{self.image_id} {self.at:%Y-%m-%d}"

    @property
    def tone(self) -> str:
        return REQUEST_TONES[RequestState(self.state)]
