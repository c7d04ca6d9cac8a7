"""Names and labels in several languages."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language


def in_active_language(record: object, stem: str) -> str:
    """`stem_xx` of the record for the active language, else French, else Arabic, else English."""
    language = (get_language() or "fr").split("-")[0]
    for code in (language, "fr", "ar", "en"):
        text = getattr(record, f"{stem}_{code}", "")
        if text:
            return str(text)
    return ""


class NamedInTwo(models.Model):
    name_fr = models.CharField(max_length=200)
    name_ar = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_active_language(self, "name")


class Labelled(models.Model):
    label_fr = models.CharField(max_length=200)
    label_ar = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_active_language(self, "label")
