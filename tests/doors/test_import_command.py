"""`mourafaka import`: the same import from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mourafaka.cli import imports
from mourafaka.foundations.models import JournalEntry
from mourafaka.foundations.tables import csv_bytes
from mourafaka.registry.models import Cooperative

pytestmark = pytest.mark.django_db
HEADERS = ["Nom", "Lieu", "Secteur"]
GOOD = [["Tifaout", "Tata", "argan"], ["Izem", "Taroudant", "argan"]]


@pytest.fixture
def run(territory: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(imports, "migrate", lambda: False)

    def make(rows: list[list[str]] | bytes, *options: str) -> Result:
        file = tmp_path / "a.csv"
        file.write_bytes(rows if isinstance(rows, bytes) else csv_bytes(HEADERS, rows))
        return CliRunner().invoke(imports.import_, ["cooperatives", str(file), *options])

    return make


def test_a_sound_file_is_recorded_and_journalled_as_done_from_the_command_line(run: Any) -> None:
    result = run(GOOD, "--map", "Lieu=province", "--json")

    report = json.loads(result.stdout)
    assert (result.exit_code, report["recorded"], Cooperative.objects.count()) == (0, 2, 2)
    doors = JournalEntry.objects.filter(verb="registry.cooperative.register").values_list("door", flat=True)
    assert set(doors) == {"cli"}


def test_a_dry_run_records_nothing(run: Any) -> None:
    result = run(GOOD, "--map", "Lieu=province", "--dry-run")

    assert (result.exit_code, Cooperative.objects.count()) == (0, 0)
    assert "2 rows: 2 could be recorded" in result.stdout


def test_a_wrong_row_is_named_by_file_line_and_column(run: Any) -> None:
    result = run([*GOOD, ["", "Tata", "argan"]], "--map", "Lieu=province")

    assert (result.exit_code, Cooperative.objects.count()) == (2, 2)
    assert "a.csv, line 4, column name_fr: A cooperative needs a name" in result.stderr


def test_a_name_that_is_not_recognised_is_asked_and_the_answer_taken(run: Any) -> None:
    rows = [["Tifaout", "Tiznitt", "argan"]]

    asked = run(rows, "--map", "Lieu=province", "--dry-run")
    answered = run(rows, "--map", "Lieu=province", "--answer", "Tiznitt=09.581")

    assert (asked.exit_code, "Tiznit (09.581)" in asked.stderr) == (2, True)
    assert (answered.exit_code, Cooperative.objects.get().province_id) == (0, "09.581")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"\x89PNG\x00\x01\x02" * 9, "neither"),
        (b"a;b\n1;2\n", "required"),
        (b"a;b\n", "no row"),
    ],
)
def test_a_file_that_cannot_be_imported_is_said_in_a_sentence(
    run: Any, content: bytes, sentence: str
) -> None:
    result = run(content)

    assert (result.exit_code, sentence in result.stderr, "Traceback" in result.output) == (2, True, False)


@pytest.mark.parametrize("option", ["--map=Nulle=province", "--map=rien", "--as=personne@example.org"])
def test_an_option_that_makes_no_sense_is_said(run: Any, option: str) -> None:
    assert run(GOOD, option).exit_code == 2


def test_somebody_without_the_right_is_refused(run: Any, users: Any) -> None:
    result = run(GOOD, "--as", users("coach").email)

    assert (result.exit_code, "not allowed" in result.stderr) == (2, True)


def test_a_missing_file_is_said() -> None:
    result = CliRunner().invoke(imports.import_, ["cooperatives", "/nowhere/a.csv"])

    assert (result.exit_code, "cannot be read" in result.stderr) == (2, True)
