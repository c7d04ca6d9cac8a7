"""clamd, when the installation names its socket: `CLAMD=unix:/run/clamav/clamd.ctl` or `tcp:127.0.0.1:3310`."""

from __future__ import annotations

import logging
import socket
import struct

from django.conf import settings

from mourafaka.foundations.models import Scan

CHUNK = 64 * 1024
SECONDS = 30

logger = logging.getLogger(__name__)


def scan(content: bytes) -> Scan:
    """Clean or blocked as clamd says; pending when it does not answer; unchecked when none is configured."""
    if not settings.CLAMD:
        return Scan.UNCHECKED
    try:
        answer = _asked(content)
    except (OSError, ValueError) as error:
        logger.warning("clamd does not answer: %s", error)
        return Scan.PENDING
    if answer.endswith("FOUND"):
        return Scan.BLOCKED
    return Scan.CLEAN if answer.endswith("OK") else Scan.PENDING


def _asked(content: bytes) -> str:
    """What clamd answers to INSTREAM: "stream: OK", "stream: … FOUND" or an error."""
    with _connected(settings.CLAMD) as clamd:
        clamd.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            piece = content[start : start + CHUNK]
            clamd.sendall(struct.pack("!L", len(piece)) + piece)
        clamd.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0") and (more := clamd.recv(4096)):
            answer += more
    return answer.rstrip(b"\0\n").decode(errors="replace")


def _connected(address: str) -> socket.socket:
    kind, _colon, where = address.partition(":")
    if kind == "unix":
        clamd = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        clamd.settimeout(SECONDS)
        try:
            clamd.connect(where)
        except OSError:
            clamd.close()
            raise
        return clamd
    host, _colon, port = where.rpartition(":")
    return socket.create_connection((host.strip("[]/"), int(port)), timeout=SECONDS)
