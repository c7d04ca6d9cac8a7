"""Articles, the stories they tell, what they speak of, and the figures taken from them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

import rules
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mourafaka.press.enums import (
    EXCERPT_CHARACTERS,
    SUBJECTS,
    UNITS,
    ArticleState,
    Language,
    Licence,
    TagKind,
    TagState,
)
from mourafaka.press.models.sources import Source

SHOWING = (Licence.LINK, Licence.EXCERPT, Licence.FULL)


class StoryQuerySet(models.QuerySet["Story"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(merged_into=None)

    def since(self, moment: Any) -> Self:
        return self.filter(last_at__gte=moment)

    def with_counts(self) -> Self:
        """Adds `papers` and `articles_count`, of what is shown."""
        shown = Q(articles__state=ArticleState.SHOWN, articles__source__licence__in=SHOWING)
        return self.annotate(
            articles_count=Count("articles", filter=shown),
            papers=Count("articles__source", filter=shown, distinct=True),
        )

    def told(self) -> Self:
        """After `with_counts`: by at least two papers, or pinned."""
        told = self.filter(Q(papers__gte=2) | Q(pinned=True, papers__gte=1))
        return told.order_by("-pinned", "-last_at", "-pk")


class Story(models.Model):
    """Articles that tell the same event. What an editor did stays done."""

    title = models.CharField(_("Title"), max_length=300)
    language = models.CharField(max_length=3, choices=Language)
    first_at = models.DateTimeField(db_index=True)
    last_at = models.DateTimeField(db_index=True)
    pinned = models.BooleanField(_("Pinned"), default=False)
    edited = models.BooleanField(_("Arranged by an editor"), default=False)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        ordering = ["-pinned", "-last_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def direction(self) -> str:
        return "rtl" if self.language == Language.AR else "ltr"

    @property
    def of_one_day(self) -> bool:
        return timezone.localdate(self.first_at) == timezone.localdate(self.last_at)


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, user: Any) -> Self:
        """What anybody reads; editors also see what was withdrawn."""
        return self if rules.has_perm("press.edit_stories", user) else self.shown()

    def shown(self) -> Self:
        return self.filter(state=ArticleState.SHOWN).exclude(source__licence=Licence.NONE)

    def originals(self) -> Self:
        """Without the copies of an article already there."""
        return self.filter(copy_of=None)

    def news(self) -> Self:
        """Without what papers print every day: rates, weather, prices."""
        return self.filter(rubric="")

    def latest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def tagged(self, kinds: Iterable[str], *codes: str) -> Self:
        """Those that speak of one of these places, sectors or cooperatives; a region includes its provinces."""
        inside = Q(code__in=codes)
        for code in codes:
            inside |= Q(code__startswith=f"{code}.")
        of = Tag.objects.standing().filter(inside, kind__in=kinds)
        return self.filter(pk__in=of.values("article"))

    def for_lists(self) -> Self:
        return self.select_related("source", "story", "illustration__image__thumbnail").defer("body")


class Article(models.Model):
    """One article as its source announces it: enough to know it and to go and read it there."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="articles")
    url = models.CharField(max_length=700)
    title = models.CharField(_("Title"), max_length=300)
    publisher = models.CharField(_("Paper"), max_length=120)
    author = models.CharField(_("Author"), max_length=200, blank=True)
    published_at = models.DateTimeField(_("Published"), db_index=True)
    language = models.CharField(max_length=3, choices=Language, default=Language.UNDECIDED)
    excerpt = models.CharField(max_length=EXCERPT_CHARACTERS, blank=True)
    body = models.TextField(blank=True)
    rubric = models.SlugField(max_length=12, blank=True)  # what a paper prints every day: no story
    image_url = models.CharField(max_length=700, blank=True)
    first_seen_at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)
    copy_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies"
    )
    story = models.ForeignKey(Story, null=True, blank=True, on_delete=models.PROTECT, related_name="articles")
    story_fixed = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=ArticleState, default=ArticleState.SHOWN, db_index=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["source", "-published_at"], name="press_article_of_source")]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "url"],
                name="an_article_is_kept_once_a_source",
                violation_error_message=_("This article is already kept."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def direction(self) -> str:
        return "rtl" if self.language == Language.AR else "ltr"

    @property
    def lang(self) -> str:
        """What goes into a lang attribute: nothing is claimed of an undecided language."""
        return "" if self.language == Language.UNDECIDED else self.language

    @property
    def image(self) -> Any:
        illustration = getattr(self, "illustration", None)
        return illustration.image if illustration else None


class ArticleVector(models.Model):
    """What an embedder made of an article's title, kept because it takes time."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="+")
    embedder = models.SlugField(max_length=20)
    told = models.CharField(max_length=300)
    vector = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.article_id} {self.embedder}"


class TagQuerySet(models.QuerySet["Tag"]):
    def standing(self) -> Self:
        return self.exclude(state=TagState.REMOVED)

    def disputed(self) -> Self:
        return self.filter(state=TagState.DISPUTED)

    def visible_to(self, user: Any) -> Self:
        return self.filter(article__in=Article.objects.visible_to(user).values("pk"))


class Tag(models.Model):
    """What an article speaks of, with the very words that say so."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="tags")
    kind = models.CharField(max_length=12, choices=TagKind)
    code = models.CharField(max_length=40)
    part = models.CharField(max_length=8, choices=[("title", _("Title")), ("excerpt", _("Summary"))])
    starts = models.PositiveIntegerField()
    ends = models.PositiveIntegerField()
    evidence = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=TagState, default=TagState.FOUND)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        ordering = ["kind", "code"]
        indexes = [models.Index(fields=["kind", "code"], name="press_tag_kind_code")]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "kind", "code"],
                name="an_article_bears_a_tag_once",
                violation_error_message=_("This tag is already there."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class TagDispute(models.Model):
    """A reader says that a tag is wrong; an editor answers."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="disputes")
    reason = models.CharField(_("Why"), max_length=300)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.reason


class SignalSeries(models.Model):
    """A figure followed over time: the rate of a currency, the price of a good, the weather of a place."""

    kind = models.SlugField(max_length=12)
    subject = models.SlugField(max_length=30)
    unit = models.CharField(_("Unit"), max_length=12)

    class Meta:
        ordering = ["kind", "subject", "unit"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "unit"],
                name="a_series_is_one_subject_in_one_unit",
                violation_error_message=_("This series already exists."),
            )
        ]

    def __str__(self) -> str:
        return str(SUBJECTS.get(self.subject, self.subject))

    @property
    def measure(self) -> str:
        """Its unit as readers see it."""
        return str(UNITS.get(self.unit, self.unit))


class Signal(models.Model):
    """One value of a series on one day, from one source."""

    series = models.ForeignKey(SignalSeries, on_delete=models.CASCADE, related_name="values")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("Day"))
    value = models.DecimalField(_("Value"), max_digits=16, decimal_places=4)
    url = models.CharField(max_length=700, blank=True)

    class Meta:
        ordering = ["series", "on"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "source", "on"],
                name="a_signal_is_kept_once_a_day",
                violation_error_message=_("This value is already kept."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.on} {self.value}"
