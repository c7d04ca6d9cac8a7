"""The acts on sources: added, changed, followed or not, taken from a list."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.press import opml
from mourafaka.press.enums import Language
from mourafaka.press.models import Source

EDITABLE = (
    "name",
    "home_url",
    "address",
    "kind",
    "licence",
    "licence_note",
    "with_images",
    "language",
    "territory_code",
    "official",
)
# What visits note, and nobody types.
NOTED = ("last_visit_at", "last_success_at", "next_visit_at")


@act("press.source.add", rule="press.manage_sources")
def add_source(
    like: None = None,
    *,
    actor: User,
    code: str,
    values: Mapping[str, Any],
    page_rules: Mapping[str, str] | None = None,
    synthetic: bool = False,
) -> Source:
    """A source not yet followed. Refuses `source_refused` with what is wrong with it."""
    source = Source(code=code, page_rules=dict(page_rules or {}), synthetic=synthetic, **_known(values))
    return _kept(source)


@act("press.source.edit", rule="press.manage_sources")
def edit_source(
    source: Source, *, actor: User, values: Mapping[str, Any], page_rules: Mapping[str, str] | None = None
) -> Source:
    """Change what is said of a source; another address starts anew. Refuses `source_refused`."""
    if values.get("address", source.address) != source.address:
        source.etag = source.last_modified = source.moved_to = ""
        source.moved_seen = 0
    for name, value in _known(values).items():
        setattr(source, name, value)
    if page_rules is not None:
        source.page_rules = dict(page_rules)
    return _kept(source)


@act("press.source.follow", rule="press.manage_sources")
def follow_source(source: Source, *, actor: User) -> Source:
    """Visit a source from now on, the first time at once."""
    source.enabled, source.next_visit_at, source.failures = True, clock.now(), 0
    source.save(update_fields=["enabled", "next_visit_at", "failures"])
    return source


@act("press.source.leave", rule="press.manage_sources")
def leave_source(source: Source, *, actor: User) -> Source:
    """Visit a source no more; its articles stay."""
    source.enabled, source.next_visit_at = False, None
    source.save(update_fields=["enabled", "next_visit_at"])
    return source


@act("press.sources.take", rule="press.manage_sources", secret=("content",))
def take_opml(like: None = None, *, actor: User, content: bytes) -> list[Source]:
    """Add the feeds of an OPML file, none followed; those already known stay as they are. Refuses
    `opml_unreadable`, `source_refused`."""
    known = set(Source.objects.values_list("address", flat=True))
    taken = []
    for outline in opml.read(content):
        if outline.address in known:
            continue
        known.add(outline.address)
        language = outline.language.lower()[:2]
        source = Source(
            code=_free_code(outline.name, outline.address),
            name=outline.name,
            home_url=outline.home_url,
            address=outline.address,
            language=language if language in Language.values else "",
        )
        taken.append(_kept(source))
    return taken


@act("press.sources.load", rule="press.manage_sources")
def load_first_list(like: None = None, *, actor: User) -> list[Source]:
    """Add the packaged list of papers and official sites, none followed; known ones stay as they are."""
    data = resources.files("mourafaka.press") / "data" / "sources.toml"
    listed = tomllib.loads(data.read_text(encoding="utf-8"))["source"]
    known = set(Source.objects.values_list("code", flat=True))
    return [_kept(Source(**facts)) for facts in listed if facts["code"] not in known]


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(values) - set(EDITABLE))
    if unknown:
        raise Refused("unknown_fields", fields=", ".join(unknown))
    return dict(values)


def _kept(source: Source) -> Source:
    try:
        source.full_clean(exclude=NOTED)
    except ValidationError as error:
        name, faults = next(iter(error.message_dict.items()))
        raise Refused("source_refused", reason=f"{source.code}: {faults[0]}", field=name) from error
    if urlsplit(source.address).scheme not in ("http", "https"):
        raise Refused("source_refused", reason=source.address, field="address")
    source.save()
    return source


def _free_code(name: str, address: str) -> str:
    stem = slugify(name)[:30] or slugify(urlsplit(address).hostname or "source")[:30]
    taken = set(Source.objects.filter(code__startswith=stem).values_list("code", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(code for code in numbered if code not in taken)
