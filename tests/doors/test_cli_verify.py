"""`mourafaka bundle` and `mourafaka verify`, as a script calls them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mourafaka.cli.bundle import bundle
from mourafaka.cli.verify import verify
from mourafaka.foundations.acts import door
from mourafaka.selection import services
from mourafaka.selection.models import Assignment, Mark, Review
from tests.factories.committee import decided
from tests.factories.selection import AssignmentFactory, all_marks
from tests.rooms.selection.test_bundle import altered

pytestmark = pytest.mark.django_db


def run(command: Any, *arguments: str) -> Any:
    return CliRunner().invoke(command, list(arguments))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    decided()
    path = tmp_path / "cohort.zip"
    assert run(bundle, "souss-massa-2", "--out", str(path)).exit_code == 0
    return path


def test_a_bundle_as_written_verifies(file: Path) -> None:
    answer = run(verify, str(file))

    assert answer.exit_code == 0
    assert "4 selected, 0 exceptions" in answer.output


def test_an_altered_mark_ends_with_4_and_is_named(file: Path) -> None:
    file.write_bytes(
        altered(file.read_bytes(), "marks.csv", lambda text: text.replace("A-001,R01,C1,5", "A-001,R01,C1,0"))
    )

    answer = run(verify, str(file))

    assert answer.exit_code == 4
    assert "application A-001 reviewer R01 criterion C1: 0 is not the mark" in answer.output


def test_the_answer_comes_as_json(file: Path) -> None:
    answer = json.loads(run(verify, str(file), "--json").output)

    assert (answer["holds"], answer["altered"], answer["marks"]) == (True, [], 180)


def test_another_fingerprint_than_the_minutes_ends_with_4(file: Path) -> None:
    assert run(verify, str(file), "--fingerprint", "0" * 64).exit_code == 4


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x05\x06" + b"\x00" * 18])
def test_what_is_no_bundle_ends_with_2(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "wrong.zip"
    path.write_bytes(content)

    answer = run(verify, str(path))

    assert answer.exit_code == 2
    assert "Error" in answer.output


def test_a_missing_file_ends_with_2(tmp_path: Path) -> None:
    assert run(verify, str(tmp_path / "nowhere.zip")).exit_code == 2


def test_an_unknown_cohort_ends_with_2_and_names_the_known_ones(file: Path, tmp_path: Path) -> None:
    answer = run(bundle, "agadir", "--out", str(tmp_path / "x.zip"))

    assert answer.exit_code == 2
    assert "souss-massa-2" in answer.output


def test_verifying_a_bundle_needs_neither_django_nor_a_database(file: Path) -> None:
    code = (
        "import sys; from mourafaka.cli.verify import verify\n"
        "try:\n    verify(sys.argv[1:])\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        "assert not any(name.startswith('django') for name in sys.modules)"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr


def test_a_database_as_the_acts_left_it_verifies() -> None:
    decided()

    answer = run(verify, "--database")

    assert answer.exit_code == 0
    assert "All holds" in answer.output


def test_one_mark_changed_in_the_database_is_named() -> None:
    """The mark goes through the act; then somebody edits the table."""
    assignment = AssignmentFactory()
    with door("code"):
        services.record_review(assignment, actor=assignment.reviewer, marks=all_marks(4))

    Mark.objects.filter(review__assignment=assignment, criterion="C3").update(value=5)
    answer = run(verify, "--database")

    number = Assignment.objects.get(pk=assignment.pk).application.number
    assert answer.exit_code == 4
    assert (
        f"ALTERED  application {number}, reviewer R01, criterion C3: the mark was 4, it is now 5."
        in answer.output
    )


def test_a_review_removed_from_the_database_is_named() -> None:
    assignment = AssignmentFactory()
    services.record_review(assignment, actor=assignment.reviewer, marks=all_marks(4))

    Review.objects.all().delete()

    assert "the record was removed" in run(verify, "--database").output
