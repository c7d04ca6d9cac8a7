"""Values that the database keeps only encrypted, such as bank account numbers.

The key lives outside the database (`FIELD_KEY`, or a file of the data folder made at first start), so that
a stolen copy of the database tells nothing. A blind index lets equal values be found without reading them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from mourafaka import data_folder


class WrongKey(Exception):
    """The value was encrypted under another key than this installation's."""


def encrypt(text: str) -> str:
    return _fernet().encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    if not token:
        return ""
    try:
        return _fernet().decrypt(token.encode()).decode()
    except InvalidToken as wrong:
        raise WrongKey("this value was encrypted under another key") from wrong


def blind_index(text: str) -> str:
    """The same text gives the same index; the index alone gives nothing back."""
    return hmac.new(_key(), text.encode(), hashlib.sha256).hexdigest() if text else ""


@lru_cache(maxsize=1)
def _key() -> bytes:
    secret = getattr(settings, "FIELD_KEY", None) or data_folder.secret(settings.DATA_FOLDER, "field_key")
    return hashlib.sha256(secret.encode()).digest()


@lru_cache(maxsize=1)
def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key()))
