"""The public bundle: whole, the same twice, and every alteration named."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from mourafaka.calls.models import Cohort
from mourafaka.engine.bundle import Malformed, verify
from mourafaka.foundations.refusals import Refused
from mourafaka.selection import services
from tests.factories.committee import Sitting, sitting
from tests.rooms.selection.test_committee import exception

pytestmark = pytest.mark.django_db
Files = dict[str, bytes]


@pytest.fixture
def found() -> Sitting:
    """A decision with one exception, then a withdrawal."""
    found = sitting()
    exception(found)
    found.session = services.close_session(found.session, actor=found.manager)
    services.withdraw_selected(
        found.call.applications.get(number="T2-09-0001"), actor=found.manager, reason="Activité suspendue"
    )
    return found


@pytest.fixture
def data(found: Sitting) -> bytes:
    return services.build_bundle(found.call.cohort)


def files_of(data: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Files) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def altered(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    files = files_of(data)
    text = files[name].decode()
    assert change(text) != text
    files[name] = change(text).encode()
    return zipped(files)


def sentences(data: bytes, printed: str | None = None) -> list[str]:
    return [str(fault) for fault in verify(data, printed).faults]


def test_a_bundle_recomputes_with_its_exception_and_its_withdrawal(data: bytes) -> None:
    verdict = verify(data)

    assert verdict.faults == ()
    assert (verdict.applications, verdict.marks, verdict.chosen, verdict.exceptions) == (10, 180, 4, 1)


def test_the_same_decisions_give_the_same_bytes(found: Sitting, data: bytes) -> None:
    assert services.build_bundle(found.call.cohort) == data


def test_its_fingerprint_is_the_one_printed_on_the_minutes(found: Sitting, data: bytes) -> None:
    assert verify(data, found.session.fingerprint).holds


def test_it_holds_no_number_no_reader_and_no_name_beside_marks(data: bytes) -> None:
    text = b"".join(content for name, content in files_of(data).items() if name != "chosen.csv").decode()

    assert "T2-09-0" not in text
    assert "Lectrice" not in text
    assert "Coopérative " not in text


def test_only_those_who_agreed_are_named(data: bytes) -> None:
    names = files_of(data)["chosen.csv"].decode()

    assert "Coopérative 3" in names
    assert "Coopérative 2" not in names
    assert "A-0" not in names


def test_every_resource_has_its_hash_and_tables_their_schema(data: bytes) -> None:
    package = json.loads(files_of(data)["datapackage.json"])

    assert all(resource["hash"].startswith("sha256:") for resource in package["resources"])
    marks = next(resource for resource in package["resources"] if resource["path"] == "marks.csv")
    assert [field["name"] for field in marks["schema"]["fields"]] == [
        "application", "reviewer", "criterion", "mark",
    ]  # fmt: skip


def test_one_altered_mark_is_named_with_its_line(data: bytes) -> None:
    changed = altered(data, "marks.csv", lambda text: text.replace("A-004,R02,C3,4\n", "A-004,R02,C3,5\n"))

    line = files_of(data)["marks.csv"].decode().split("\n").index("A-004,R02,C3,4") + 1
    assert sentences(changed)[0] == (
        f"marks.csv line {line}: application A-004 reviewer R02 criterion C3: 5 is not the mark that was published."
    )


def test_a_removed_mark_is_named(data: bytes) -> None:
    changed = altered(data, "marks.csv", lambda text: text.replace("A-004,R02,C3,4\n", ""))

    assert "marks.csv: application A-004 reviewer R02 criterion C3 was removed." in sentences(changed)


def test_a_mark_altered_with_its_digests_meets_the_recomputed_choice(data: bytes) -> None:
    """The forger recomputes every digest, hash and fingerprint, but not the choice."""
    forged = forge(data, lambda text: text.replace("A-004,R02,C3,4\n", "A-004,R02,C3,5\n"))

    found = sentences(forged)
    assert found
    assert all(
        sentence.startswith(("choice.json", "decisions.csv", "withdrawals.json")) for sentence in found
    )
    assert any("application A-004" in sentence for sentence in found)


def test_who_forges_everything_has_another_fingerprint_than_the_minutes(found: Sitting, data: bytes) -> None:
    forged = forge(data, lambda text: text.replace("A-004,R02,C3,4\n", "A-004,R02,C3,5\n"))

    assert any("the minutes" in sentence for sentence in sentences(forged, found.session.fingerprint))


def test_a_changed_decision_is_named(data: bytes) -> None:
    changed = altered(
        data, "decisions.csv", lambda text: text.replace("A-010,refused,reserve", "A-010,refused,selected")
    )

    assert any("application A-010" in sentence for sentence in sentences(changed))


def test_a_changed_rule_is_named(data: bytes) -> None:
    changed = altered(data, "rules.json", lambda text: text.replace('"threshold": "50"', '"threshold": "40"'))

    assert sentences(changed)[0].startswith("rules.json: “threshold”")


def test_a_changed_list_of_names_is_named(data: bytes) -> None:
    changed = altered(data, "chosen.csv", lambda text: text.replace("Coopérative 3", "Coopérative 30"))

    assert sentences(changed) == ["chosen.csv is not the file that was published: its hash differs."]


def test_the_order_of_rows_and_of_keys_is_indifferent(data: bytes) -> None:
    def shuffled(text: str) -> str:
        head, *rows = text.strip().split("\n")
        return "\n".join([head, *reversed(rows)]) + "\n"

    found = sentences(altered(data, "marks.csv", shuffled))

    assert found == ["marks.csv is not the file that was published: its hash differs."]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda files: files.pop("marks.csv"), "missing"),
        (lambda files: files.update({"marks.csv": b"application,reviewer,criterion\n"}), "column"),
        (lambda files: files.update({"marks.csv": b"\xff\xfe"}), "UTF-8"),
        (lambda files: files.update({"rules.json": b"{"}), "JSON"),
        (lambda files: files.update({"rules.json": b'{"seats": 1, "seats": 2}'}), "twice"),
        (lambda files: files.update({"choice.json": b"[" * 100_000}), "JSON"),
        (lambda files: files.update({"bomb": b"0" * (65 * 1024 * 1024)}), "unpacks to more"),
    ],
)
def test_what_is_no_bundle_is_refused_in_one_sentence(data: bytes, change: Any, reason: str) -> None:
    files = files_of(data)
    change(files)

    with pytest.raises(Malformed, match=reason):
        verify(zipped(files))


def test_a_file_that_is_no_zip_is_refused() -> None:
    with pytest.raises(Malformed, match="not a zip"):
        verify(b"%PDF-1.7")


def test_nothing_is_published_before_the_committee_decided() -> None:
    waiting = sitting()

    with pytest.raises(Refused) as refused:
        services.publish_bundle(waiting.call.cohort, actor=waiting.manager)

    assert refused.value.code == "nothing_decided"


# --- The public pages ---


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_public_page_and_its_files_are_open_to_everybody(
    client: Any, found: Sitting, language: str
) -> None:
    services.publish_bundle(found.call.cohort, actor=found.manager)
    client.cookies["django_language"] = language

    page = client.get("/public/souss-massa-2/")

    assert page.status_code == 200
    assert "Coopérative 2<" not in page.content.decode()
    assert client.get("/public/souss-massa-2/bundle.zip").content[:2] == b"PK"
    assert client.get("/public/souss-massa-2/minutes/1/ar.pdf").content[:4] == b"%PDF"


def test_the_public_page_asked_again_is_not_sent_again(client: Any, found: Sitting) -> None:
    first = client.get("/public/souss-massa-2/")

    again = client.get("/public/souss-massa-2/", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304


def test_a_cohort_renamed_shows_at_once_on_the_public_page(client: Any, found: Sitting) -> None:
    before = client.get("/public/souss-massa-2/")
    Cohort.objects.filter(code="souss-massa-2").update(name_fr="Un autre nom")

    after = client.get("/public/souss-massa-2/", headers={"If-None-Match": before["ETag"]})

    assert "Un autre nom" in after.content.decode()


def test_a_bundle_published_again_shows_at_once_on_the_public_page(client: Any, found: Sitting) -> None:
    services.publish_bundle(found.call.cohort, actor=found.manager)
    before = client.get("/public/souss-massa-2/")
    services.publish_bundle(found.call.cohort, actor=found.manager)

    after = client.get("/public/souss-massa-2/", headers={"If-None-Match": before["ETag"]})

    assert after.status_code == 200


def test_the_public_page_kept_for_visitors_takes_one_query(
    client: Any, found: Sitting, django_assert_num_queries: Any
) -> None:
    client.get("/public/souss-massa-2/")

    with django_assert_num_queries(1):
        client.get("/public/souss-massa-2/")


def test_minutes_are_not_public_before_the_bundle_is(client: Any, found: Sitting) -> None:
    assert client.get("/public/souss-massa-2/minutes/1/fr.pdf").status_code == 404


def test_a_cohort_not_decided_has_no_public_page(client: Any) -> None:
    sitting()

    assert client.get("/public/souss-massa-2/").status_code == 404


def forge(data: bytes, change: Callable[[str], str]) -> bytes:
    """Alter marks, then recompute digests, fingerprint and hashes as a careful forger would."""
    import hashlib

    from mourafaka.engine.bundle.layout import (
        DIGEST_COLUMNS,
        DIGEST_SHOWN,
        SEALED,
        csv_bytes,
        digests_of,
        fingerprint,
        json_bytes,
        records_of,
    )  # fmt: skip

    files = files_of(data)
    files["marks.csv"] = change(files["marks.csv"].decode()).encode()
    root = fingerprint(files)
    files["digests.csv"] = csv_bytes(
        DIGEST_COLUMNS,
        [
            {"file": file, "record": name, "digest": digest[:DIGEST_SHOWN]}
            for file in SEALED
            for name, digest in digests_of(file, records_of(file, files[file])).items()
        ],
    )
    files["minutes.json"] = json_bytes({**json.loads(files["minutes.json"]), "fingerprint": root})
    package = json.loads(files["datapackage.json"])
    package["mourafaka"]["fingerprint"] = root
    for resource in package["resources"]:
        resource["hash"] = "sha256:" + hashlib.sha256(files[resource["path"]]).hexdigest()
    files["datapackage.json"] = json_bytes(package)
    return zipped(files)
