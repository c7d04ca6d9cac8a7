"""Files as people send them, whole, broken or hostile: what is kept, and what is said of the rest."""

from __future__ import annotations

import io
import socket
import threading
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from mourafaka.foundations import files
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.received import uploads
from mourafaka.foundations.received.scanning import scan_pending
from mourafaka.foundations.refusals import Refused
from tests.factories.files import jpeg, pdf, png_header, sent
from tests.refusing import refused

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def cleaned(content: bytes, name: str = "document.pdf", **options: Any) -> uploads.Cleaned:
    return uploads.cleaned(sent(content, name), **options)


def image(kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", (30, 20), (200, 30, 30)).save(out, kind, **options)
    return out.getvalue()


def armed() -> bytes:
    """A PDF that would run a script, start a program, send a form, open a page and carry a file."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(200, 200))
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    links = [
        pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
        for action in (
            pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe")),
            pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://example.org/")),
            pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F=pikepdf.String("https://example.org/")),
        )
    ]
    page.Annots = document.make_indirect(pikepdf.Array(links))
    document.Root.OpenAction = document.make_indirect(script)
    document.Root.AA = pikepdf.Dictionary(WC=script)
    document.Root.AcroForm = pikepdf.Dictionary(XFA=document.make_stream(b"<xdp/>"), Fields=[])
    document.attachments["payload.exe"] = pikepdf.AttachedFileSpec(document, b"MZ payload")
    photo = document.make_stream(jpeg(position=True), Filter=pikepdf.Name.DCTDecode)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=photo))
    out = io.BytesIO()
    document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def locked() -> bytes:
    document = pikepdf.open(io.BytesIO(pdf()))
    out = io.BytesIO()
    document.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def swollen() -> bytes:
    """Four megabytes on the way, four gigabytes once unpacked: one compressed megabyte told over and over."""
    packer = zlib.compressobj(9)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    packed = head + (packer.compress(b" " * 1024**2) + packer.flush(zlib.Z_FULL_FLUSH)) * 4096
    start = b"%PDF-1.7\n"
    table = (
        f"1 0 obj<</Type/XRef/Size 9/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length {len(packed)}>>stream\n"
    )
    end = f"\nendstream endobj\nstartxref\n{len(start)}\n%%EOF"
    return start + table.encode() + packed + end.encode()


GIF_SCRIPT = b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1)"
BROKEN = {
    "empty": (b"", "upload_empty"),
    "a program named as a PDF": (b"MZ" + b"\0" * 100, "upload_not_taken"),
    "a page of the web named as a photo": (b"<html><script>alert(1)</script>", "upload_not_taken"),
    "a drawing with a script": (
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
        "upload_not_taken",
    ),
    "a GIF that is a script": (GIF_SCRIPT, "upload_not_taken"),
    "a workbook": (b"PK\x03\x04" + b"\0" * 60, "upload_not_taken"),
    "a photo cut short": (jpeg((900, 700))[:3000], "upload_unreadable"),
    "only the head of a photo": (jpeg()[:20], "upload_unreadable"),
    "a PDF cut short": (pdf()[:-60], "upload_unreadable"),
    "a PDF of random bytes": (b"%PDF-1.7\n" + bytes(range(256)) * 9 + b"%%EOF", "upload_unreadable"),
    "60,000 by 60,000 pixels": (png_header(60_000, 60_000), "upload_too_many_pixels"),
    "7,000 by 7,000 pixels, whole": (png_header(7_000, 7_000), "upload_too_many_pixels"),
    "a PDF with a password": (locked(), "upload_encrypted"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_cannot_be_kept_is_refused_in_words_and_leaves_nothing(what, db):
    content, code = BROKEN[what]

    with pytest.raises(Refused) as caught:
        uploads.keep(sent(content, "photo.jpg"), field="minutes")

    told = (caught.value.code, caught.value.facts["field"], str(caught.value) != code)
    assert (told, StoredFile.objects.count()) == ((code, "minutes", True), 0)


def test_a_pdf_that_swells_takes_no_memory_of_ours():
    assert refused(lambda: cleaned(swollen())) == "upload_unreadable"


def test_more_than_ten_megabytes_are_refused_before_they_are_read():
    big = sent(b"%PDF-1.7")
    big.size = uploads.BYTES_AT_MOST + 1

    assert refused(lambda: uploads.cleaned(big)) == "upload_too_large"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_image_becomes_a_jpeg_of_our_own(kind):
    kept = cleaned(image(kind), "photo.bin")

    assert (kept.name, kept.content_type, Image.open(io.BytesIO(kept.content)).size) == (
        "photo.jpg",
        "image/jpeg",
        (30, 20),
    )


def test_a_photo_loses_its_position_keeps_its_day_and_stands_upright():
    kept = cleaned(jpeg((40, 30), taken=date(2026, 4, 27), position=True, orientation=6), "photo.jpg")

    picture = Image.open(io.BytesIO(kept.content))
    assert (picture.size, dict(picture.getexif()), kept.taken_on) == ((30, 40), {}, date(2026, 4, 27))


def test_what_hides_behind_a_photo_is_not_kept():
    kept = cleaned(jpeg() + b"<script>alert(1)</script>PK\x03\x04", "photo.jpg")

    assert b"script" not in kept.content


def test_a_large_photo_is_made_smaller():
    kept = cleaned(jpeg((4000, 1000)), "photo.jpg")

    assert Image.open(io.BytesIO(kept.content)).size == (2400, 600)


def test_a_pdf_leaves_without_anything_that_acts():
    names = (
        b"JavaScript",
        b"Launch",
        b"OpenAction",
        b"XFA",
        b"EmbeddedFile",
        b"SubmitForm",
        b"/URI",
        b"Exif",
    )
    before = armed()
    kept = cleaned(before)

    with pikepdf.open(io.BytesIO(kept.content)) as document:
        out = io.BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        pages = len(document.pages)
    assert ([name in before for name in names], [name in out.getvalue() for name in names], pages) == (
        [True] * len(names),
        [False] * len(names),
        1,
    )


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("statuts.PDF", "statuts.pdf"),
        ("exe.fdp\u202egpj.exe", "exe.fdpgpj.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ('C:\\temp\\a\x00b\r\n"c".doc', "ab c.pdf"),
        ("النظام الأساسي.pdf", "النظام الأساسي.pdf"),
        ("", "document.pdf"),
        ("x" * 300, "x" * 120 + ".pdf"),
    ],
)
def test_names_are_freed_of_what_deceives(name, clean):
    assert uploads.clean_name(name, "pdf") == clean


def test_a_file_refused_after_it_was_stored_is_taken_away_again(transactional_db, settings):
    with pytest.raises(Refused), uploads.kept(sent(pdf())):
        raise Refused("not_allowed")

    left = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert (StoredFile.objects.count(), left) == (0, [])


def test_a_file_leaves_as_a_download_in_which_nothing_runs(db):
    answer = files.attachment(uploads.keep(sent(jpeg(), "photo.jpg")), "T2-09-0001-statutes")

    assert {
        name: answer[name]
        for name in ("Content-Disposition", "X-Content-Type-Options", "Content-Security-Policy")
    } == {
        "Content-Disposition": 'attachment; filename="T2-09-0001-statutes.jpg"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }


class Clamd(threading.Thread):
    """A little clamd: it speaks INSTREAM and knows one signature."""

    def __init__(self, family: int, address: Any) -> None:
        super().__init__(daemon=True)
        self.door = socket.socket(family, socket.SOCK_STREAM)
        self.door.bind(address)
        self.door.listen()
        self.start()

    def run(self) -> None:
        while True:
            try:
                caller, _address = self.door.accept()
            except OSError:
                return
            with caller, caller.makefile("rwb") as line:
                assert line.read(10) == b"zINSTREAM\0"
                content = b""
                while size := int.from_bytes(line.read(4), "big"):
                    content += line.read(size)
                infected = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE" in content
                line.write(b"stream: Eicar-Test-Signature FOUND\0" if infected else b"stream: OK\0")


@pytest.fixture(params=["unix", "tcp"])
def clamd(request, settings, tmp_path) -> Iterator[None]:
    if request.param == "unix":
        server = Clamd(socket.AF_UNIX, str(tmp_path / "clamd.ctl"))
        settings.CLAMD = f"unix:{tmp_path / 'clamd.ctl'}"
    else:
        server = Clamd(socket.AF_INET, ("127.0.0.1", 0))
        settings.CLAMD = f"tcp:127.0.0.1:{server.door.getsockname()[1]}"
    yield
    server.door.close()


def test_the_antivirus_lets_a_clean_file_in_and_stops_another(clamd, db):
    clean = uploads.keep(sent(jpeg() + b" " * 200_000, "photo.jpg"))
    infected = refused(lambda: uploads.keep(sent(jpeg() + EICAR, "photo.jpg")))

    assert (clean.scan, infected, StoredFile.objects.count()) == ("clean", "upload_infected", 1)


def test_when_the_antivirus_is_away_the_file_is_kept_but_does_not_leave(settings, db, tmp_path):
    settings.CLAMD = f"unix:{tmp_path / 'nobody.ctl'}"

    stored = uploads.keep(sent(pdf()))

    assert (stored.scan, refused(lambda: files.attachment(stored, "x"))) == ("pending", "file_pending")


def test_what_waited_is_looked_at_when_the_antivirus_is_back(clamd, db):
    kept = [
        files.store(content, name="x.pdf", content_type="application/pdf", scan="pending")
        for content in (pdf(), EICAR)
    ]

    done = scan_pending()

    for each in kept:
        each.refresh_from_db()
    assert (done, [each.scan for each in kept]) == (2, ["clean", "blocked"])
