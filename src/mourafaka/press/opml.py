"""Lists of sources as OPML 2.0, in and out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as tree

from django.utils.translation import gettext as _

from mourafaka.foundations.refusals import Refused
from mourafaka.press.models import Source

MOST_BYTES = 1_000_000
MOST_OUTLINES = 2_000


@dataclass(frozen=True)
class Outline:
    """One feed of an OPML file."""

    name: str
    address: str
    home_url: str
    language: str


def written(sources: Iterable[Source], *, title: str) -> bytes:
    root = tree.Element("opml", version="2.0")
    tree.SubElement(tree.SubElement(root, "head"), "title").text = title
    body = tree.SubElement(root, "body")
    for source in sources:
        facts = {
            "type": "rss",
            "text": source.name,
            "title": source.name,
            "xmlUrl": source.address,
            "htmlUrl": source.home_url,
            "language": source.language,
        }
        tree.SubElement(body, "outline", {name: value for name, value in facts.items() if value})
    return bytes(tree.tostring(root, encoding="utf-8", xml_declaration=True))


def read(content: bytes) -> list[Outline]:
    """The feeds of an OPML file, folders flattened. Refuses `opml_unreadable` with the reason."""
    if len(content) > MOST_BYTES:
        raise _unreadable(_("it is larger than %(megabytes)s MB") % {"megabytes": MOST_BYTES // 1_000_000})
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable(_("its letters are not in UTF-8")) from None
    if "<!" in text.replace("<!--", "").replace("<![CDATA[", ""):  # a DOCTYPE could hold entities
        raise _unreadable(_("it declares a DOCTYPE, which is refused"))
    try:
        root = tree.fromstring(text)  # noqa: S314  (no DOCTYPE, see above)
    except tree.ParseError as error:
        line, column = error.position
        where = {"line": line, "column": column}
        raise _unreadable(_("the XML breaks at line %(line)s, column %(column)s") % where) from None
    except ValueError:
        raise _unreadable(_("it is not XML")) from None
    found = [_outline(element.attrib) for element in root.iter("outline") if element.get("xmlUrl")]
    if not found or len(found) > MOST_OUTLINES:
        counts = {"count": len(found), "most": MOST_OUTLINES}
        raise _unreadable(_("it holds %(count)s feeds; from 1 to %(most)s are taken") % counts)
    return found


def _unreadable(reason: str) -> Refused:
    return Refused("opml_unreadable", reason=reason)


def _outline(facts: Any) -> Outline:
    address = facts["xmlUrl"].strip()
    name = (facts.get("title") or facts.get("text") or address).strip()
    return Outline(
        name[:120], address, facts.get("htmlUrl", "").strip() or address, facts.get("language", "")
    )
