"""Form widgets of our own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe


class LongSelect(forms.Select):
    """A select written directly: Django renders one template per option, which for the provinces and sectors
    was a third of the time of a list page."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = set(self.format_value(value))
        written = flatatt({"name": name, **self.build_attrs(self.attrs, attrs)})
        return format_html("<select{}>{}</select>", written, mark_safe(_options(self.choices, chosen)))  # noqa: S308


def _options(choices: Iterable[Any], chosen: set[str]) -> str:
    """Values and labels are escaped here, one by one."""
    return "".join(
        f'<optgroup label="{escape(value)}">{_options(label, chosen)}</optgroup>'
        if isinstance(label, list | tuple)  # a group: its name, then its own choices
        else _option(value, label, chosen)
        for value, label in choices
    )


def _option(value: Any, label: Any, chosen: set[str]) -> str:
    said = "" if value is None else str(value)
    selected = " selected" if said in chosen else ""
    return f'<option value="{escape(said)}"{selected}>{escape(label)}</option>'
