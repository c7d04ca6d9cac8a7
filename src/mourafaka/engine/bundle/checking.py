"""Verifying a bundle: every digest, then the whole procedure again, then what was decided beside it.

The digests name the record that changed. Somebody who also recomputes the digests meets the recomputed choice;
somebody who recomputes that too has another fingerprint than the one printed on the minutes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mourafaka.engine.bundle.layout import (
    DIGEST_SHOWN,
    ROW_NAMES,
    SEALED,
    digests_of,
    fingerprint_of,
    json_records,
    row_record,
)
from mourafaka.engine.bundle.reading import Bundle, Line, Malformed, unpack
from mourafaka.engine.bundle.steps import Fault, inputs_of, names_of, step_faults
from mourafaka.engine.choose import ChoiceError
from mourafaka.engine.procedure import ProcedureError, decide
from mourafaka.engine.score import ScoreError


@dataclass(frozen=True)
class Verdict:
    """What the verification found. `fingerprint` is to be compared with the one printed on the minutes."""

    fingerprint: str
    faults: tuple[Fault, ...]
    applications: int
    marks: int
    chosen: int
    exceptions: int
    synthetic: bool

    @property
    def holds(self) -> bool:
        return not self.faults


def verify(data: bytes, printed: str | None = None) -> Verdict:
    """Recompute everything from the bundle alone. Raises Malformed when it is not a bundle.

    `printed` is the fingerprint read on the minutes, to be compared as well.
    """
    bundle = unpack(data)
    records = _records(bundle)
    root = fingerprint_of(records)
    faults = [*_altered_records(bundle, records), *_fingerprints(bundle, root, printed)]
    faults += _altered_files(bundle, bool(faults))
    faults += [*_choice_faults(bundle), *_decision_faults(bundle), *step_faults(bundle)]
    decisions = bundle.tables["decisions.csv"]
    return Verdict(
        fingerprint=root,
        faults=tuple(faults),
        applications=len(bundle.tables["applications.csv"]),
        marks=len(bundle.tables["marks.csv"]),
        chosen=sum(line["decided"] == "selected" for line in decisions),
        exceptions=sum(line["exception"] == "yes" for line in decisions),
        synthetic=bool(bundle.documents["datapackage.json"].get("synthetic")),
    )


def _records(bundle: Bundle) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for file in SEALED:
        if file.endswith(".json"):
            found[file] = json_records(bundle.documents[file])
            continue
        found[file] = {}
        for line in bundle.tables[file]:
            name, content = row_record(file, line.cells)
            if name in found[file]:
                raise Malformed(f"“{name}” already stands above", file, line.number)
            found[file][name] = content
    return found


# --- Digests ---


def _altered_records(bundle: Bundle, records: Mapping[str, Mapping[str, str]]) -> Iterator[Fault]:
    published: dict[str, dict[str, str]] = {file: {} for file in SEALED}
    for line in bundle.tables["digests.csv"]:
        published.setdefault(line["file"], {})[line["record"]] = line["digest"]
    for file in SEALED:
        found = digests_of(file, records[file])
        lines = {row_record(file, line.cells)[0]: line for line in bundle.tables.get(file, ())}
        for name, digest in found.items():
            told = published[file].get(name)
            if told is None:
                yield Fault(f"{file} {name}", f"{_place(file, name, lines)} was added: it has no digest.")
            elif told != digest[:DIGEST_SHOWN]:
                yield Fault(f"{file} {name}", _altered(file, name, lines))
        for name in published[file].keys() - found.keys():
            yield Fault(f"{file} {name}", f"{_place(file, name, {})} was removed.")


def _place(file: str, name: str, lines: Mapping[str, Line]) -> str:
    """“marks.csv line 212: application A-041 reviewer R07 criterion C3”."""
    at = f" line {lines[name].number}" if name in lines else ""
    if file not in ROW_NAMES:
        return f"{file}: “{name}”"
    columns = ROW_NAMES[file]
    words = " ".join(
        f"{'application' if c == 'id' else c} {v}" for c, v in zip(columns, name.split(" "), strict=False)
    )
    return f"{file}{at}: {words}"


def _altered(file: str, name: str, lines: Mapping[str, Line]) -> str:
    place = _place(file, name, lines)
    if file == "marks.csv":
        return f"{place}: {lines[name]['mark']} is not the mark that was published."
    return f"{place} is not what was published."


def _fingerprints(bundle: Bundle, root: str, printed: str | None) -> Iterator[Fault]:
    package = bundle.documents["datapackage.json"].get("mourafaka")
    told = {
        "datapackage.json": package.get("fingerprint") if isinstance(package, dict) else None,
        "minutes.json": bundle.documents["minutes.json"].get("fingerprint"),
    }
    if printed is not None:
        told["the minutes"] = printed.replace(" ", "").lower()
    for where, value in told.items():
        if value != root:
            sentence = f"The fingerprint of these records is {root}, not the one in {where} ({value})."
            yield Fault(f"{where} fingerprint", sentence)


def _altered_files(bundle: Bundle, named: bool) -> Iterator[Fault]:
    """Files whose hash is not the one of the data package, unless a record was already named."""
    resources = bundle.documents["datapackage.json"].get("resources")
    if not isinstance(resources, list) or not all(isinstance(item, dict) for item in resources):
        raise Malformed("the list of resources is missing", "datapackage.json")
    hashes = {str(item.get("path")): item.get("hash") for item in resources}
    for name, data in sorted(bundle.files.items()):
        if name in hashes and not (named and name in SEALED):
            found = f"sha256:{hashlib.sha256(data).hexdigest()}"
            if found != hashes[name]:
                yield Fault(name, f"{name} is not the file that was published: its hash differs.")
    for name in sorted(hashes.keys() - bundle.files.keys()):
        yield Fault(name, f"{name} was removed.")


# --- The procedure again ---


def _choice_faults(bundle: Bundle) -> Iterator[Fault]:
    try:
        found = decide(bundle.documents["rules.json"], *inputs_of(bundle)).to_json()
    except (ProcedureError, ScoreError, ChoiceError) as error:
        yield Fault("choice.json", f"The procedure cannot be run on these records: {error}.")
        return
    except (KeyError, TypeError, ValueError) as error:
        raise Malformed(f"these are not the rules of a call ({error})", "rules.json") from None
    published = json_records(bundle.documents["choice.json"])
    for name, content in json_records(found).items():
        if published.get(name) != content:
            yield Fault(f"choice.json {name}", _differs(name, bundle.documents["choice.json"], found))
    for name in sorted(published.keys() - json_records(found).keys()):
        yield Fault(
            f"choice.json {name}", f"choice.json: “{name}” does not follow from the marks and the rules."
        )


def _differs(name: str, published: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    """What the recomputation gives instead, down to the figure where it is one application's."""
    key, _, number = name.partition(" ")
    if not number:
        return f"choice.json: “{name}” does not follow from the marks and the rules."
    now, before = _of(number, found[key]), _of(number, published.get(key))
    changed = [field for field in now if now[field] != before.get(field)]
    field = next(
        (name for name in ("score", "raw", "standing") if name in changed), changed[0] if changed else ""
    )
    if not field:
        return f"choice.json: application {number} ({key}) does not follow from the marks and the rules."
    return (
        f"choice.json: application {number}: {field.replace('_', ' ')} {before.get(field)} was published, "
        f"its marks give {now[field]}."
    )


def _of(number: str, items: Any) -> dict[str, Any]:
    found = items if isinstance(items, list) else []
    return next((item for item in found if isinstance(item, dict) and item.get("number") == number), {})


# --- What was decided ---


def _decision_faults(bundle: Bundle) -> Iterator[Fault]:
    choice, session = bundle.documents["choice.json"], bundle.documents["session.json"]
    proposed = dict.fromkeys(names_of(choice.get("chosen")), "selected")
    proposed |= dict.fromkeys(names_of(choice.get("reserve")), "reserve")
    present, quorum = session.get("present"), session.get("quorum")
    if not isinstance(present, int) or not isinstance(quorum, int):
        raise Malformed("how many were present, and the quorum, are missing", "session.json")
    if present < quorum:
        yield Fault("session.json present", f"session.json: {present} were present; the quorum is {quorum}.")
    for line in bundle.tables["decisions.csv"]:
        place = f"decisions.csv line {line.number}: application {line['application']}"
        told = proposed.get(line["application"], "refused")
        if line["proposed"] != told:
            yield Fault(place, f"{place}: the rules propose “{told}”, not “{line['proposed']}”.")
        exception = line["exception"] == "yes"
        if (line["decided"] != line["proposed"]) is not exception:
            yield Fault(place, f"{place}: what was decided and the exception told do not agree.")
        if exception and not line["reason"]:
            yield Fault(place, f"{place}: the exception has no reason.")
        if exception and not _majority(line, present):
            yield Fault(
                place, f"{place}: {line['votes_for'] or 0} votes for are no majority of {present} present."
            )


def _majority(line: Line, present: int) -> bool:
    votes = line["votes_for"]
    return votes.isdecimal() and 2 * int(votes) > present
