"""Short codes that only this installation can make: the check-in of a half-day, the slip of a ballot.

Nothing of them is stored: they are computed again from the installation's secret and compared.
"""

from __future__ import annotations

import hmac
import re
from datetime import datetime, timedelta

from mourafaka.foundations import crypto

CHECK_IN_MINUTES = 10  # a shown code lives this long, and is still taken during the next window
_BALLOT = re.compile(r"(\d{1,9})-(\d{1,3})-([a-z0-9]{10})")


def check_in_code(half_day: int, at: datetime) -> str:
    return _check_in(half_day, _window(at))


def check_in_holds(half_day: int, code: str, at: datetime) -> bool:
    """Whether `code` was shown in the present window or the one before."""
    window = _window(at)
    return any(hmac.compare_digest(_check_in(half_day, each), code) for each in (window, window - 1))


def check_in_until(at: datetime) -> datetime:
    """Until when a code shown now is taken."""
    window = timedelta(minutes=CHECK_IN_MINUTES)
    return at - (at - datetime.fromtimestamp(0, at.tzinfo)) % window + 2 * window


def ballot_code(session: int, slip: int) -> str:
    return f"{session}-{slip}-{_mac(f'ballot|{session}|{slip}', 10)}"


def read_ballot_code(code: str) -> tuple[int, int] | None:
    """The session and the slip of a code of ours; None for any other."""
    match = _BALLOT.fullmatch(code.strip().lower())
    if match is None:
        return None
    session, slip = int(match[1]), int(match[2])
    return (session, slip) if hmac.compare_digest(ballot_code(session, slip), match[0]) else None


def _check_in(half_day: int, window: int) -> str:
    return _mac(f"check-in|{half_day}|{window}", 16)


def _window(at: datetime) -> int:
    return int(at.timestamp()) // (CHECK_IN_MINUTES * 60)


def _mac(text: str, length: int) -> str:
    return crypto.blind_index(f"training.{text}")[:length]
