"""Why something could not be fetched: a code that the source's health page words, and its facts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

CODES = (
    "address_refused",  # a private, reserved or malformed address, by name, literal or redirect
    "scheme_refused",  # neither http nor https
    "port_refused",  # neither 80 nor 443
    "unreachable",  # no name, no connection, broken answer
    "too_slow",
    "too_large",  # bytes on the wire, or once inflated
    "encoding_refused",  # compressed otherwise than asked, or brokenly
    "wrong_type",  # a content type that this kind of thing never has
    "doctype_refused",  # XML with a DOCTYPE: entities and bombs
    "not_readable",  # neither a feed nor a sitemap
    "too_many_redirects",
    "redirect_loop",
    "robots_refused",
    "http_status",  # 4xx or 5xx; the facts say which
    "gone",  # 410: do not come back
    "stumbled",  # an error of ours, which what it sent brought out
)


class FetchProblem(Exception):
    """`retry_after`: when the server asked to be left alone until then."""

    def __init__(self, code: str, *, retry_after: timedelta | None = None, **facts: Any) -> None:
        assert code in CODES, code  # noqa: S101
        self.code, self.facts, self.retry_after = code, facts, retry_after
        super().__init__(code + (f" {facts}" if facts else ""))
