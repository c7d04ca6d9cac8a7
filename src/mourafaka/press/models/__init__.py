"""The tables of the press watch."""

from mourafaka.press.models.articles import (
    Article,
    ArticleVector,
    Signal,
    SignalSeries,
    Story,
    Tag,
    TagDispute,
)
from mourafaka.press.models.images import (
    Appeal,
    Decision,
    Illustration,
    Image,
    ImageReport,
    Reporter,
    SecondReview,
)
from mourafaka.press.models.readers import SavedSearch, Subscription, Takedown
from mourafaka.press.models.sources import RawPage, Source, SourceVisit

__all__ = [
    "Appeal",
    "Article",
    "ArticleVector",
    "Decision",
    "Illustration",
    "Image",
    "ImageReport",
    "RawPage",
    "Reporter",
    "SavedSearch",
    "SecondReview",
    "Signal",
    "SignalSeries",
    "Source",
    "SourceVisit",
    "Story",
    "Subscription",
    "Tag",
    "TagDispute",
    "Takedown",
]
