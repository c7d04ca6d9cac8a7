"""Catalogues without system packages: extract, add, check, compile.

    python tools/catalogues.py missing [PATH_PREFIX]   msgids of the source that lack a language, as JSON
    python tools/catalogues.py add FILE.json           merge {"msgid": {"fr": "…", "ar": "…"}} and compile
    python tools/catalogues.py check                   exit 1 when a catalogue is incomplete, stale or uncompiled
                                                       (a partial language that lacks a word is not offered, no fault)
    python tools/catalogues.py compile

Python is read by Babel, templates by Django's own `templatize`. Catalogues hold exactly the msgids of the
source: what is no longer used goes.
"""

from __future__ import annotations

import fcntl
import io
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "mourafaka"
LANGUAGES = {
    "fr": "nplurals=2; plural=(n > 1);",
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 "
    ": n%100>=11 && n%100<=99 ? 4 : 5;",
    "es": "nplurals=2; plural=(n != 1);",
    "zgh": "nplurals=2; plural=(n != 1);",
}
# What a language holds that is not spoken on every page (foundations.i18n.SPOKEN): the sources of its pages.
# English needs no catalogue: the msgids are English.
ENTRY = (
    "templates/base.html",
    "templates/parts/brand.html",
    "templates/parts/foot.html",
    "templates/parts/languages.html",
    "templates/parts/messages.html",
    "templates/parts/synthetic.html",
    "templates/parts/top.html",
    "templates/cotton/note.html",
    "portal/templates/portal/welcome.html",
    "press/plugs.py",
    "calls/public.py",
    "calls/templates/calls/documents_asked.html",
    "calls/templates/calls/public/",
    "calls/templates/calls/who_may_apply.html",
    "selection/templates/selection/public/home.html",
    "applying/panels.py",
    "applying/eligibility.py",
    "applying/templates/applying/field.html",
    "applying/templates/applying/landing.html",
    "applying/templates/applying/eligibility.html",
)
WHOLE_SITE = (
    *ENTRY,
    "calls/queries/rules.py",
    "calls/templates/calls/rules_words.html",
    "selection/templates/selection/public/",
    "selection/queries/public.py",
    "applying/templates/applying/verify.html",
)
PARTIAL = {"zgh": ENTRY, "es": WHOLE_SITE}
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
Key = tuple[str | None, str, str | None]  # context, msgid, plural msgid


def sources(prefix: str = "") -> Iterator[tuple[Path, bytes]]:
    from django.conf import settings

    if not settings.configured:
        settings.configure()
    from django.utils.translation.template import templatize

    for path in sorted(SOURCE.rglob("*")):
        relative = str(path.relative_to(SOURCE))
        if not relative.startswith(prefix) or "migrations" in path.parts or "staticfiles" in path.parts:
            continue
        if path.suffix == ".py":
            yield path, path.read_bytes()
        elif path.suffix in (".html", ".txt") and "templates" in path.parts:
            # Python's tokenizer would stumble on the indentation of HTML.
            lines = templatize(path.read_text()).splitlines()
            yield path, "\n".join(line.strip() for line in lines).encode()


@cache
def used(prefix: str = "") -> dict[Key, str]:
    """Every msgid of the source with the first file that says it."""
    found: dict[Key, str] = {}
    for path, content in sources(prefix):
        for _line, message, _comments, context in extract(
            "python", io.BytesIO(content), keywords=KEYWORDS, options={"encoding": "utf-8"}
        ):
            singular, plural = message if isinstance(message, tuple) else (message, None)
            if singular:
                found.setdefault((context, singular, plural), str(path.relative_to(ROOT)))
    return found


def spoken(language: str, prefix: str = "") -> dict[Key, str]:
    """The msgids a language must have: all of them, or those of the pages it is offered on."""
    keys = used(prefix)
    if language not in PARTIAL:
        return keys
    wanted = {key for source in PARTIAL[language] for key in used(source)}
    return {key: path for key, path in keys.items() if key in wanted}


def po_path(language: str) -> Path:
    return SOURCE / "locale" / language / "LC_MESSAGES" / "django.po"


def load(language: str) -> Catalog:
    path = po_path(language)
    if not path.exists():
        return new(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def new(language: str) -> Catalog:
    catalog = Catalog(locale=language, project="mourafaka", charset="utf-8", fuzzy=False)
    catalog.revision_date = catalog.creation_date = datetime(2026, 11, 23, tzinfo=UTC)
    return catalog


def untranslated(catalog: Catalog, keys: dict[Key, str]) -> list[Key]:
    lacking = []
    for key in keys:
        message = catalog.get(key[1], context=key[0])
        strings = message.string if message is not None else ""
        complete = all(strings) if isinstance(strings, tuple | list) else bool(strings)
        if not complete or (message is not None and message.fuzzy):
            lacking.append(key)
    return lacking


def rebuild(language: str, additions: dict[str, str | list[str]]) -> bytes:
    """The .po of exactly the msgids in use, old translations kept, additions on top."""
    old, fresh = load(language), new(language)
    for (context, singular, plural), path in sorted(
        spoken(language).items(), key=lambda item: (item[1], item[0][1])
    ):
        known = old.get(singular, context=context)
        string = additions.get(singular) or (known.string if known is not None else "")
        if plural is not None and isinstance(string, str):
            string = (string,) * fresh.num_plurals if string else ("",) * fresh.num_plurals
        fresh.add(
            (singular, plural) if plural else singular, string, locations=[(path, None)], context=context
        )
    buffer = io.BytesIO()
    write_po(buffer, fresh, width=0, omit_header=False, include_lineno=False, ignore_obsolete=True)
    return buffer.getvalue()


def compiled(language: str) -> bytes:
    """The .mo; empty for a partial language that lacks a word of its pages: it is then offered nowhere."""
    if language in PARTIAL and untranslated(load(language), spoken(language)):
        return b""
    buffer = io.BytesIO()
    catalog = load(language)
    write_mo(buffer, catalog)
    return buffer.getvalue()


def write(path: Path, content: bytes) -> None:
    """Nothing to write is no file."""
    if not content:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def add(file: str) -> int:
    entries = json.loads(Path(file).read_text())
    lock = (Path("/tmp") / "mourafaka-catalogues.lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    for language in LANGUAGES:
        write(
            po_path(language),
            rebuild(language, {k: v[language] for k, v in entries.items() if v.get(language)}),
        )
        write(po_path(language).with_suffix(".mo"), compiled(language))
    return 0


def missing(prefix: str = "") -> int:
    lacking: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        keys = spoken(language, prefix)
        for key in untranslated(load(language), keys):
            lacking.setdefault(key[1], {"file": keys[key]})[language] = ""
    print(json.dumps(lacking, ensure_ascii=False, indent=1))
    return 0


def check() -> int:
    failures = 0
    for language in LANGUAGES:
        keys, catalog = spoken(language), load(language)
        for key in untranslated(catalog, keys) if language not in PARTIAL else ():
            failures += 1
            print(f"{language}: {keys[key]}: not translated: {key[1]!r}")
        stale = {message.id for message in catalog if message.id} - {
            (key[1], key[2]) if key[2] else key[1] for key in keys
        }
        for msgid in sorted(map(str, stale)):
            failures += 1
            print(f"{language}: no longer used: {msgid!r}")
        mo = po_path(language).with_suffix(".mo")
        if (mo.read_bytes() if mo.exists() else b"") != compiled(language):
            failures += 1
            print(f"{language}: django.mo does not match django.po")
    return 1 if failures else 0


def compile_all() -> int:
    for language in LANGUAGES:
        write(po_path(language).with_suffix(".mo"), compiled(language))
    return 0


COMMANDS = {"add": add, "missing": missing, "check": check, "compile": compile_all}

if __name__ == "__main__":
    sys.exit(COMMANDS[sys.argv[1]](*sys.argv[2:]))
