"""Run as a program: a PDF comes in on standard input and leaves without anything that acts.

It imports nothing of the house: `papers.py` starts it in a process of its own, whose memory and time are bounded,
so that a file made to break a PDF reader breaks nothing but this.
"""

from __future__ import annotations

import io
import resource
import signal
import sys
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, StreamDecodeLevel

MEMORY_BYTES = 192 * 1024 * 1024  # of addresses: the programs themselves take 60 MB of them
SECONDS = 1.5  # of processor; ten megabytes of scanned pages take a tenth
OBJECTS_AT_MOST = 60_000
DEPTH_AT_MOST = 60
ENCRYPTED, UNREADABLE = 3, 4

ACTING = {  # keys that start, carry or send something
    "/OpenAction",
    "/AA",
    "/JavaScript",
    "/JS",
    "/EmbeddedFiles",
    "/EF",
    "/AF",
    "/XFA",
    "/RichMediaContent",
    "/RichMediaSettings",
    "/Collection",
    "/Metadata",  # may tell where a page was photographed
    "/PieceInfo",
}
ACTIONS = {  # values of /S: an action of this kind is emptied
    "/JavaScript",
    "/Launch",
    "/GoToR",
    "/GoToE",
    "/SubmitForm",
    "/ImportData",
    "/Rendition",
    "/Sound",
    "/Movie",
    "/RichMediaExecute",
    "/URI",
}


def clean(content: bytes) -> bytes:
    with Pdf.open(io.BytesIO(content)) as pdf:
        if not len(pdf.pages) or len(pdf.objects) > OBJECTS_AT_MOST:
            raise pikepdf.PdfError("no page, or too many objects")
        for held in pdf.objects:
            _disarm(held, 0)
        if Name.Info in pdf.trailer:
            del pdf.trailer.Info
        out = io.BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            encryption=False,
            fix_metadata_version=False,
            compress_streams=False,
            stream_decode_level=StreamDecodeLevel.none,  # what was packed twice over stays packed
        )
    return out.getvalue()


def _disarm(held: Any, depth: int) -> None:
    if depth > DEPTH_AT_MOST:
        raise pikepdf.PdfError("nested too deep")
    if isinstance(held, Array):
        for each in held:
            _inside(each, depth)
    elif isinstance(held, Dictionary | Stream):
        if isinstance(held, Stream):
            _without_position(held)
        acts = str(held.get(Name.S, "")) in ACTIONS
        for key in list(held.keys()):
            if acts or key in ACTING:
                del held[key]
            else:
                _inside(held[key], depth)


def _inside(held: Any, depth: int) -> None:
    if isinstance(held, Object) and not held.is_indirect:
        _disarm(held, depth + 1)


def _without_position(stream: Stream) -> None:
    """A photographed page keeps what its camera wrote beside the pixels (APP1): leave it out."""
    if stream.get(Name.Filter) != Name.DCTDecode:
        return
    raw = bytes(stream.read_raw_bytes())
    kept, at = bytearray(raw[:2]), 2
    while raw[at : at + 1] == b"\xff" and raw[at + 1 : at + 2] not in (b"\xda", b""):
        end = at + 2 + int.from_bytes(raw[at + 2 : at + 4], "big")
        if raw[at + 1] != 0xE1:
            kept += raw[at:end]
        at = max(end, at + 4)
    parameters: Any = stream.get(Name.DecodeParms)
    stream.write(bytes(kept) + raw[at:], filter=Name.DCTDecode, decode_parms=parameters)


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    signal.setitimer(
        signal.ITIMER_PROF, SECONDS
    )  # its signal ends the process; RLIMIT_CPU knows whole seconds only
    try:
        cleaned = clean(sys.stdin.buffer.read())
    except pikepdf.PasswordError:
        return ENCRYPTED
    except Exception:  # whatever a hostile file provokes: it cannot be read
        return UNREADABLE
    sys.stdout.buffer.write(cleaned)
    return 0


if __name__ == "__main__":
    sys.exit(main())
