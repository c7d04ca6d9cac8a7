"""R8. A thousand malformed files and fifty good ones through the one way in: nothing breaks, nothing is stored as it
came, nothing takes long; the good ones are taken."""

from __future__ import annotations

import io
import os
import random
import time
import zipfile
from collections.abc import Iterator

import pikepdf
import pytest
from PIL import Image

from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.received import uploads
from mourafaka.foundations.refusals import Refused
from quality.report import control, found
from tests.factories.files import jpeg, pdf, png_header, sent

# Pillow warns of what it repairs; the product keeps serving, and so does this.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("default")]
NAME = "R8 malformed files"
MALFORMED = 1_000 if os.environ.get("QUALITY_FULL") else 300
GOOD, SLOWEST = 50, 2.0  # seconds for one file; PDFs are read in a process of their own
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
KEPT = ("image/jpeg", "application/pdf")


def gif_with_a_script() -> bytes:
    return b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)//<script>alert(1)</script>"


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * 20_000_000)
    return out.getvalue()


def acting_pdf() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    document.Root.OpenAction = document.make_indirect(script)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (9, 99, 60)).save(out, "PNG")
    return out.getvalue()


def malformed(chance: random.Random) -> Iterator[tuple[str, bytes, str]]:
    """Its kind, its bytes, the name it is sent under."""
    sources = [jpeg((120, 90), position=True), png(), pdf("source")]
    fixed = [
        ("empty", b"", "photo.jpg"),
        ("60,000 × 60,000", png_header(60_000, 60_000), "photo.png"),
        ("gif with a script", gif_with_a_script(), "photo.gif"),
        ("zip bomb", bomb(), "papier.docx"),
        ("antivirus sample", EICAR, "papier.pdf"),
        ("page of HTML", b"<html><script>alert(1)</script></html>", "papier.pdf"),
        ("SVG with a script", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "dessin.svg"),
        ("name that turns round", b"MZ\x90\0" * 40, "photo\u202egpj.exe"),
        ("photo and page of HTML", jpeg() + b"<script>alert(1)</script>", "photo.html"),
        ("PDF that acts", acting_pdf(), "papier.pdf"),
    ]
    yield from fixed
    for number in range(MALFORMED - len(fixed)):
        source = bytearray(sources[min(number % 12, 2)] if number % 12 < 3 else sources[number % 2])
        way = number % 3
        if way == 0:
            yield "cut short", bytes(source[: chance.randrange(1, len(source))]), "photo.jpg"
        elif way == 1:
            for _bit in range(chance.randint(1, 60)):
                source[chance.randrange(len(source))] ^= 1 << chance.randrange(8)
            yield "bits turned", bytes(source), "photo.jpg"
        else:
            yield "noise", source[: chance.choice((0, 4, 12))] + chance.randbytes(600), "papier.pdf"


def test_a_thousand_malformed_files() -> None:
    chance, broken, raw, slowest, refused, taken = random.Random(8), [], [], 0.0, 0, 0
    for kind, content, name in malformed(chance):
        began = time.process_time()
        try:
            stored = uploads.keep(sent(content, name))
        except Refused:
            refused += 1
        except Exception as error:
            broken.append(f"{kind}: {type(error).__name__} {error}")
        else:
            taken += 1
            held = stored.read()
            if held == content or stored.content_type not in KEPT or b"alert(1)" in held:
                raw.append(kind)
        slowest = max(slowest, time.process_time() - began)

    told = f"{refused + taken + len(broken):,}: {refused:,} refused in words, {taken:,} made anew"
    good = found(NAME, "malformed files sent", told, refused + taken + len(broken) == MALFORMED)
    good &= found(NAME, "broke something", str(len(broken)), not broken)
    good &= found(NAME, "stored as they came", str(len(raw)), not raw)
    good &= found(
        NAME, "slowest, of our own processor", f"{slowest:.2f} s (target {SLOWEST} s)", slowest <= SLOWEST
    )
    assert good, (broken[:5], raw[:5])


def test_fifty_good_files_are_taken() -> None:
    contents = [(jpeg((400, 300), colour=number), f"photo-{number}.jpg") for number in range(GOOD - 10)]
    contents += [(pdf(f"papier {number}"), f"papier-{number}.pdf") for number in range(10)]
    for content, name in contents:
        uploads.keep(sent(content, name))

    told = f"{StoredFile.objects.count()} of {GOOD}"
    assert control(NAME, "good files taken", told, StoredFile.objects.count() == GOOD)
