"""What waits for editors and moderators."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth

from mourafaka.foundations import clock
from mourafaka.press.enums import Decided, Outcome
from mourafaka.press.models import Appeal, Decision, Image, SecondReview, Source, Tag, Takedown
from mourafaka.press.queries.river import names_of


def desk(user: Any) -> dict[str, Any]:
    """Withdrawals to answer, tags disputed, sources that fail."""
    disputed = Tag.objects.visible_to(user).disputed().select_related("article").prefetch_related("disputes")
    return {
        "takedowns": list(Takedown.objects.visible_to(user).open().select_related("article")),
        "disputed": names_of(disputed[:100]),
        "failing": list(Source.objects.enabled().filter(failures__gt=0)),
        "now": clock.now(),
    }


def queue(user: Any) -> dict[str, Any]:
    """Images reported or hidden that nobody looked at, the urgent ones first, and appeals."""
    waiting = Image.objects.visible_to(user).awaiting().order_by("-urgent", "waiting_since", "pk")
    images = list(
        waiting.select_related("thumbnail").prefetch_related("reports", "illustrations__article")[:50]
    )
    return {
        "images": [{"image": image, "reasons": _reasons(image)} for image in images],
        "second": list(
            SecondReview.objects.visible_to(user).waiting().select_related("decision__image__thumbnail")[:20]
        ),
        "appeals": list(Appeal.objects.visible_to(user).open().select_related("image__thumbnail")),
        "now": clock.now(),
    }


def _reasons(image: Image) -> list[tuple[Any, int]]:
    counted = Counter(
        report.get_reason_display() for report in image.reports.all() if report.outcome == Outcome.WAITING
    )
    return counted.most_common()


def reported_for(image: Image) -> list[tuple[Any, int]]:
    """What readers said of an image, whatever was made of it: reason and count, the commonest first."""
    return Counter(report.get_reason_display() for report in image.reports.all()).most_common()


def moderators_differ() -> dict[str, int]:
    """Of the decisions judged a second time, how many, and where the two moderators differ."""
    answered = SecondReview.objects.answered()
    return {"judged": answered.count(), "differing": answered.differing().count()}


def history(image: Image) -> list[Decision]:
    return list(image.decisions.select_related("by").order_by("-pk"))


MONTHS = 12
COUNTED = (Decided.REPORTED, Decided.BLOCKED, Decided.KEPT, Decided.REMOVED)


def monthly_counts() -> list[dict[str, Any]]:
    """What was reported and decided each month, the latest first: public, without anybody's name."""
    since = clock.now() - timedelta(days=31 * MONTHS)
    rows = (
        Decision.objects.filter(at__gte=since, what__in=COUNTED)
        .annotate(month=TruncMonth("at"))
        .values("month", "what")
        .annotate(count=Count("pk"))
        .order_by("-month")
    )
    months: dict[Any, dict[str, Any]] = {}
    for row in rows:
        month = months.setdefault(row["month"], {"month": row["month"], **dict.fromkeys(COUNTED, 0)})
        month[row["what"]] = row["count"]
    return list(months.values())
