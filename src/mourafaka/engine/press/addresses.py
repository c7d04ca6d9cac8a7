"""One article, one address: what two links to the same page have in common."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

# What newsletters, social networks and feed services add to a link without changing the page.
_ADDED = re.compile(
    r"^(utm_.*|fbclid|gclid|dclid|msclkid|mc_(cid|eid)|igshid|ref_src|xtor|at_(medium|campaign))$"
)
_PORTS = {"http": 80, "https": 443}


def canonical(url: str, base: str = "") -> str:
    """`url` (relative to `base`) without fragment, default port and tracking; empty when it is no web address.

    >>> canonical("HTTPS://Example.MA:443/a/?utm_source=rss&id=3#top")
    'https://example.ma/a/?id=3'
    """
    try:
        parts = urlsplit(urljoin(base, url.strip()))
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in _PORTS or not host:
        return ""
    if port and port != _PORTS[parts.scheme]:
        host = f"{host}:{port}"
    query = [
        pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _ADDED.match(pair[0].lower())
    ]
    return urlunsplit((parts.scheme, host, parts.path or "/", urlencode(query), ""))
