"""A president's phone: it sends pages, a document and the application, and the same form again until it is answered."""

from __future__ import annotations

import http.client
import io
import random
import re
import time
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode

from PIL import Image

from quality.people import Seat

TOKEN = "q" * 32  # the token of the form and of the cookie are compared with each other
SECONDS = 120
FOLLOW = re.compile(r"/apply/applications/([\w-]+)/")


class NoAnswer(Exception):
    """The server or the line went away: nobody knows whether it was done."""


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    body: bytes

    @property
    def number(self) -> str:
        """The number of the application, when this answer acknowledges one."""
        found = FOLLOW.search(self.location) if self.status == 302 else None
        return found[1] if found else ""


@dataclass
class Form:
    """What is in the page: sent again it is the same, key included."""

    path: str
    fields: dict[str, str]
    file: tuple[str, str, bytes] | None = None  # name of the field, of the file, content
    act_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def encoded(self) -> tuple[bytes, str]:
        fields = {**self.fields, "act_id": self.act_id, "csrfmiddlewaretoken": TOKEN}
        if self.file is None:
            return urlencode(fields).encode(), "application/x-www-form-urlencoded"
        bound = "quality" + self.act_id.replace("-", "")
        parts = [
            f'--{bound}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        name, filename, content = self.file
        head = f'--{bound}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        parts += [head.encode(), b"Content-Type: application/octet-stream\r\n\r\n", content, b"\r\n"]
        return b"".join([*parts, f"--{bound}--\r\n".encode()]), f"multipart/form-data; boundary={bound}"


class Applicant:
    def __init__(self, port: int, seat: Seat) -> None:
        self.port, self.seat = port, seat

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, {})

    def send(self, form: Form) -> Answer:
        body, kind = form.encoded()
        return self._ask("POST", form.path, body, {"Content-Type": kind})

    def until_answered(self, form: Form, tries: int = 400) -> tuple[Answer, int]:
        """The answer, and how many times the same form was sent before. A busy server is asked again."""
        for again in range(tries):
            try:
                answer = self.send(form)
            except NoAnswer:
                time.sleep(random.uniform(0.02, 0.3))
                continue
            if answer.status < 500:
                return answer, again
            time.sleep(random.uniform(0.02, 0.3))
        raise NoAnswer(form.path)

    def page(self, text: str = "Épiceries d’Agadir") -> Form:
        """The first page of the market, with its answer."""
        return Form(f"/apply/drafts/{self.seat.draft}/market/1/", {"market": text, "version": "0"})

    def submission(self) -> Form:
        return Form(f"/apply/drafts/{self.seat.draft}/submit/", {"submit_key": self.seat.submit_key})

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        cookies = f"sessionid={self.seat.session}; csrftoken={TOKEN}; django_language=fr"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.request(method, path, body, {**headers, "Cookie": cookies})
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheader("Location", ""), answer.read())
        except (OSError, http.client.HTTPException) as gone:
            raise NoAnswer(path) from gone
        finally:
            connection.close()


def photograph(number: int, side: int = 200) -> bytes:
    """A JPEG nobody else sends."""
    drawn = Image.new("RGB", (side, side), (number % 256, number // 256 % 256, 90))
    drawn.putpixel((number % side, number // side % side), (255, 255, 255))
    kept = io.BytesIO()
    drawn.save(kept, "JPEG", quality=90)
    return kept.getvalue()
