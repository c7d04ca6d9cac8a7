"""By which way a message leaves. `settings.NOTICE_GATEWAYS` maps a channel to the dotted path of a class.

A gateway has `send(message)`, returns when the message is handed over and raises when it is not. It may be asked
twice for the same message, when the worker died before it could write that the first time succeeded:
`message.dedup_key` tells that it is the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.module_loading import import_string

from mourafaka.foundations.models import Channel, OutboxMessage

DEFAULTS = {
    Channel.EMAIL.value: "mourafaka.foundations.gateways.Email",
    Channel.SMS.value: "mourafaka.foundations.gateways.Folder",
    Channel.WHATSAPP.value: "mourafaka.foundations.gateways.Folder",
}
TIMEOUT_SECONDS = 20


class Gateway(Protocol):
    def send(self, message: OutboxMessage) -> None: ...


def gateway(channel: str) -> Gateway:
    path = {**DEFAULTS, **getattr(settings, "NOTICE_GATEWAYS", {})}[channel]
    made: Gateway = import_string(path)()
    return made


class Folder:
    """One file a message in DATA_FOLDER/outbox, named by its key: sent twice, it is there once."""

    def send(self, message: OutboxMessage) -> None:
        folder = Path(settings.DATA_FOLDER) / "outbox" / message.channel
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{file_name(message.dedup_key)}.txt"
        text = f"{message.recipient}\n{message.subject}\n\n{message.body}\n"
        partial = path.with_suffix(f".{os.getpid()}.part")
        with open(partial, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
        sys.stdout.write(f"[{message.channel}] {message.recipient}: {message.subject}\n")


def file_name(key: str) -> str:
    """The key as a file name: readable, and one of a kind."""
    return f"{re.sub(r'[^A-Za-z0-9]+', '-', key)[:80]}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"


class Email:
    """Django's mail server; without one (`EMAIL_URL`), the folder."""

    def send(self, message: OutboxMessage) -> None:
        if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
            return Folder().send(message)
        headers = {"Message-ID": f"<{file_name(message.dedup_key)}@mourafaka>"}
        if message.unsubscribe_url:
            headers["List-Unsubscribe"] = f"<{message.unsubscribe_url}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        email = EmailMultiAlternatives(message.subject, message.body, to=[message.recipient], headers=headers)
        if message.html:
            email.attach_alternative(message.html, "text/html")
        if message.attachment:
            file = message.attachment
            email.attach(file.name, file.read(), file.content_type)
        email.send()
        return None


class HttpSms:
    """A provider of SMS reached by POST, described by `settings.SMS_HTTP`:

    url      the address of the provider
    fields   {"name of its field": "text with {to}, {text} and {key}"}
    headers  {"Authorization": "Bearer …"}
    json     true to send JSON, false (usual) to send a form

    Any answer other than 2xx is a failure, tried again later.
    """

    def send(self, message: OutboxMessage) -> None:
        config: dict[str, Any] = settings.SMS_HTTP
        if not str(config["url"]).startswith(("http://", "https://")):
            raise ValueError("SMS_HTTP: the url begins with https:// or http://")
        known = {"to": message.recipient, "text": message.body, "key": file_name(message.dedup_key)}
        fields = config.get("fields") or {"to": "{to}", "text": "{text}", "key": "{key}"}
        values = {name: text.format(**known) for name, text in fields.items()}
        body, kind = _encoded(values, as_json=bool(config.get("json")))
        headers = {"Content-Type": kind, **config.get("headers", {})}
        request = Request(str(config["url"]), data=body, headers=headers, method="POST")  # noqa: S310
        with urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310  (http or https, see above)
            answer.read()


def _encoded(values: dict[str, str], *, as_json: bool) -> tuple[bytes, str]:
    if as_json:
        return json.dumps(values).encode(), "application/json"
    return urlencode(values).encode(), "application/x-www-form-urlencoded"
