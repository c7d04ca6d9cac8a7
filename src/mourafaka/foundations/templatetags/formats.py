"""`|day`, `|moment`, `|number`, `|score`, `|mad` and the hidden key that makes sending a form twice harmless."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mourafaka.foundations import formats
from mourafaka.foundations.acts import uuid7

register = template.Library()
register.filter("day", formats.format_date)
register.filter("moment", formats.format_moment)
register.filter("score", formats.format_score)
register.filter("mad", formats.format_money)


@register.filter
def number(value: Any, places: int = 0) -> str:
    return formats.format_number(value, places=places)


@register.simple_tag
def act_id() -> SafeString:
    return format_html('<input type="hidden" name="act_id" value="{}">', uuid7())
