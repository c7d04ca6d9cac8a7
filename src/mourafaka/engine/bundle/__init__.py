"""The public bundle of a cohort: a zip anyone can read, and recompute the choice from.

    data = pack(contents, about, ...)     # the same contents give the same bytes
    verdict = verify(data)                # everything again, from the bundle alone

No Django, no database: what is here is what an outsider needs.
"""

from mourafaka.engine.bundle.checking import Verdict, verify
from mourafaka.engine.bundle.layout import Contents, fingerprint, sealed_files
from mourafaka.engine.bundle.packing import Annexes, pack
from mourafaka.engine.bundle.reading import Malformed, unpack
from mourafaka.engine.bundle.steps import Fault

__all__ = [
    "Annexes",
    "Contents",
    "Fault",
    "Malformed",
    "Verdict",
    "fingerprint",
    "pack",
    "sealed_files",
    "unpack",
    "verify",
]
