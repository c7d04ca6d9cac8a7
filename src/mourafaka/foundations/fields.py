"""Form fields that read days, moments and numbers as people type them, in any script."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mourafaka.engine.text import NumberError, fold, parse_decimal


def _digits(value: Any) -> Any:
    """Digits of any script become 0-9."""
    if not isinstance(value, str):
        return value
    return "".join(fold(c) if c.isdigit() else c for c in value)


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> Any:
        return super().to_python(_digits(value))


class MomentField(forms.DateTimeField):
    """A moment to the second, in the programme's time zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": 1}, format="%Y-%m-%dT%H:%M:%S")

    def to_python(self, value: Any) -> Any:
        return super().to_python(_digits(value))


class CountField(forms.IntegerField):
    def to_python(self, value: Any) -> Any:
        return super().to_python(_digits(value))


class NumberField(forms.CharField):
    """A decimal in any of the ways people write one: 2.5 · 2,5 · ٢٫٥; kept as exact text."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        try:
            return format(parse_decimal(text), "f")
        except NumberError as wrong:
            raise forms.ValidationError(_("“%(text)s” is not a number.") % {"text": text}) from wrong


class AmountField(forms.DecimalField):
    """Dirhams, in any of the ways people write an amount."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return parse_decimal(str(value), places=2)
        except NumberError as wrong:
            raise forms.ValidationError(_("“%(text)s” is not a number.") % {"text": value}) from wrong
