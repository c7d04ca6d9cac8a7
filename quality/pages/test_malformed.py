"""R8. A thousand malformed files and fifty good ones through the one way in: nothing breaks, nothing is stored as it
came, nothing takes long; the good ones are taken."""

from __future__ import annotations

import io
import os
import random
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.received import papers, uploads
from mourafaka.foundations.refusals import Refused
from quality.report import found
from tests.factories.files import jpeg, pdf, png_header, sent

# Pillow warns of what it repairs; the product keeps serving, and so does this.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore")]
NAME = "R8 malformed files"
MALFORMED, GOOD = 1_000, 50
SLOWEST = 0.5  # seconds of processor for one file, the process that reads PDFs included
LARGEST = 200  # MiB that one file may add to this process, or that process may take
STATUS = Path("/proc/self/status")
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
KEPT = ("image/jpeg", "application/pdf")


def gif_with_a_script() -> bytes:
    return b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)//<script>alert(1)</script>"


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * 20_000_000)
    return out.getvalue()


def swollen(megabytes: int) -> bytes:
    """A PDF whose page lies in a stream of objects that unpacks to that much."""
    objects = b"3 0 " + b" " * (megabytes << 20) + b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    packed, first = zlib.compress(objects, 9), 4 + (megabytes << 20)
    stream = b"<</Type/ObjStm/N 1/First %d/Filter/FlateDecode/Length %d>>stream\n" % (first, len(packed))
    bodies = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        4: stream + packed + b"\nendstream",
    }
    written, at = b"%PDF-1.5\n", {}
    for number, body in bodies.items():
        at[number] = len(written)
        written += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    rows = [(0, 0), (1, at[1]), (1, at[2]), (2, 4), (1, at[4]), (1, len(written))]
    table = b"".join(struct.pack(">BIH", kind, place, 0) for kind, place in rows)
    head = b"5 0 obj\n<</Type/XRef/Size 6/W[1 4 2]/Root 1 0 R/Length %d>>stream\n" % len(table)
    end = b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % len(written)
    return written + head + table + end


def packed_twice() -> bytes:
    """A PDF of a few kilobytes whose page is a gigabyte, packed, and packed again."""
    document = pikepdf.new()
    document.add_blank_page()
    packer = zlib.compressobj(9)
    once = b"".join(packer.compress(bytes(1 << 20)) for _ in range(1024)) + packer.flush()
    drawn = document.make_stream(b"")
    drawn.write(zlib.compress(once, 9), filter=pikepdf.Array([pikepdf.Name.FlateDecode] * 2))
    document.pages[0].Contents = drawn
    out = io.BytesIO()
    document.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def acting_pdf() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    document.Root.OpenAction = document.make_indirect(script)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def png(size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: int) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, "PNG", **options)
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
        ("PDF that swells to 40 MB", swollen(40), "papier.pdf"),
        ("PDF that swells to 1 GB", swollen(1_000), "papier.pdf"),
        ("PDF packed twice", packed_twice(), "papier.pdf"),
        ("photo of 49 million pixels", jpeg((7_000, 7_000)), "photo.jpg"),
        ("PNG of 16 million pixels", png((4_000, 4_000)), "photo.png"),
        ("transparent PNG of 16 million pixels", png((4_000, 4_000), "RGBA"), "photo.png"),
        ("transparent palette of 16 million pixels", png((4_000, 4_000), "P", transparency=3), "photo.png"),
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


def of_status(name: str) -> int:
    """A line of this process's memory, in MiB."""
    return int(re.search(rf"^{name}:\s+(\d+) kB", STATUS.read_text(), re.M)[1]) // 1024  # type: ignore[index]


def processor() -> float:
    """Seconds of processor of this process and of those it waited for."""
    return sum(os.times()[:4])


def test_a_thousand_malformed_files() -> None:
    chance, broken, raw, refused, taken = random.Random(8), [], [], 0, 0
    slowest, largest = (0.0, ""), (0, "")
    for kind, content, name in malformed(chance):
        Path("/proc/self/clear_refs").write_text("5")  # the highest memory is counted anew
        before, began = of_status("VmRSS"), processor()
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
        slowest = max(slowest, (processor() - began, kind))
        largest = max(largest, (of_status("VmHWM") - before, kind))

    told = f"{refused + taken + len(broken):,}: {refused:,} refused in words, {taken:,} made anew"
    good = found(NAME, "malformed files sent", told, refused + taken + len(broken) == MALFORMED)
    good &= found(NAME, "broke something", str(len(broken)), not broken)
    good &= found(NAME, "stored as they came", str(len(raw)), not raw)
    told = f"{slowest[0]:.2f} s of processor, {slowest[1]} (target {SLOWEST} s)"
    good &= found(NAME, "slowest", told, slowest[0] <= SLOWEST)
    told = f"{largest[0]} MiB, {largest[1]} (target {LARGEST} MiB)"
    good &= found(NAME, "most memory", told, largest[0] <= LARGEST)
    assert good, (broken[:5], raw[:5])


def test_a_pdf_that_swells_is_read_in_little_memory(tmp_path: Path) -> None:
    """Started from a small process: a child is born with the memory of its parent, and that counts as its own."""
    start = (
        "import resource, subprocess, sys; subprocess.run([sys.executable, '-I', sys.argv[1]], stdout=-3); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
    )
    taken = []
    for content in (swollen(40), swollen(1_000), packed_twice(), acting_pdf()):
        (tmp_path / "papier.pdf").write_bytes(content)
        with (tmp_path / "papier.pdf").open("rb") as sent_in:
            words = [sys.executable, "-c", start, str(papers.PROGRAM)]
            taken.append(int(subprocess.run(words, stdin=sent_in, capture_output=True, check=True).stdout))

    told = f"{max(taken)} MiB (target {LARGEST} MiB)"
    assert found(NAME, "most memory of the process that reads PDFs", told, max(taken) <= LARGEST)


def test_fifty_good_files_are_taken() -> None:
    contents = [(jpeg((400, 300), colour=number), f"photo-{number}.jpg") for number in range(GOOD - 10)]
    contents += [(pdf(f"papier {number}"), f"papier-{number}.pdf") for number in range(10)]
    for content, name in contents:
        uploads.keep(sent(content, name))

    told = f"{StoredFile.objects.count()} of {GOOD}"
    assert found(NAME, "good files taken", told, StoredFile.objects.count() == GOOD)
