"""`mourafaka import-workbook`: the dashboard of a person's own workbook, without a database."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from mourafaka.cli.import_workbook import import_workbook
from mourafaka.cli.main import COMMANDS
from tests.engine.workbooks import clean_sheets, naive_dashboard, written

CLEAN = written(clean_sheets(30))


@pytest.fixture
def run(tmp_path: Path) -> Any:
    def make(content: bytes, *options: str) -> Result:
        file = tmp_path / "today.xlsx"
        file.write_bytes(content)
        return CliRunner().invoke(import_workbook, [str(file), "--dry-run", *options])

    return make


def test_the_figures_of_today_are_told_as_json(run: Any) -> None:
    result = run(CLEAN, "--json")

    answer, wanted = json.loads(result.stdout), naive_dashboard(clean_sheets(30))
    told = {name: answer["figures"][name] for name in wanted if name != "provinces"}
    rates = {
        name: (place["training_rate"], place["coaching_rate"])
        for name, place in answer["figures"]["provinces"].items()
    }
    assert told == {name: value for name, value in wanted.items() if name != "provinces"}
    assert rates == {name: tuple(place.values()) for name, place in wanted["provinces"].items()}
    assert (answer["questions"], result.exit_code) == ([], 0)


def test_questions_do_not_make_the_command_fail(run: Any) -> None:
    sheets = clean_sheets(30)
    sheets["cooperatives"][4][7] = "12 adhérents"

    result = run(written(sheets), "--json")

    question = json.loads(result.stdout)["questions"][0]
    assert (result.exit_code, question["row"], question["column"], question["value"]) == (
        0, 5, "adherents_actuels", "12 adhérents",
    )  # fmt: skip


def test_the_table_and_the_questions_are_read_by_a_person(run: Any) -> None:
    sheets = clean_sheets(30)
    sheets["cooperatives"][4][3] = "Atlantide"

    result = run(written(sheets))

    assert (result.exit_code, "? Atlantide" in result.stdout) == (0, True)
    assert "row 5, province: “Atlantide” This province is not recognised" in " ".join(result.stdout.split())


def without(sheet: str, column: str = "") -> bytes:
    sheets = clean_sheets(5)
    if not column:
        del sheets[sheet]
    else:
        index = sheets[sheet][0].index(column)
        for row in sheets[sheet]:
            del row[index]
    return written(sheets)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/workbook.xml", b" " * 50_000_000)
    return out.getvalue()


def damaged() -> bytes:
    return CLEAN[: len(CLEAN) // 2]


def empty_book() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the file is empty"),
        (b"id_coop;ca\n1;2\n", "this is not an XLSX workbook"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old format (.xls)"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "locked by a password"),
        (damaged(), "the workbook is damaged"),
        (bomb(), "unpacks to far more"),
        (empty_book(), "sheets are missing or empty: “cooperatives”, “formation”, “coaching”; found: “Sheet”"),
        (without("formation"), "“formation”; found: “cooperatives”, “coaching”"),
        (without("cooperatives", "ca"), "“cooperatives”: “ca”"),
        (without("formation", "Communication"), "“formation”: “Communication”"),
        (without("coaching", "s7"), "“coaching”: “s7”"),
        (without("coaching", "id_coop"), "“coaching”: “id_coop”"),
        (written(clean_sheets(0)), "headers but no cooperative"),
    ],
)  # fmt: skip
def test_a_workbook_that_cannot_be_read_is_said_in_a_sentence(
    run: Any, content: bytes, sentence: str
) -> None:
    result = run(content, "--json")

    assert (result.exit_code, sentence in result.stderr, result.stdout) == (2, True, "")
    assert "Traceback" not in result.output


def test_a_missing_file_is_said() -> None:
    result = CliRunner().invoke(import_workbook, ["/nowhere/today.xlsx", "--dry-run"])

    assert (result.exit_code, "cannot be read" in result.stderr) == (2, True)


def test_the_command_is_one_of_the_house() -> None:
    assert "import-workbook" in COMMANDS


# --- into the database ---


@pytest.fixture
def record(territory: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    from mourafaka.cli import site

    territory(communes=False)
    monkeypatch.setattr(site, "migrate", lambda: False)

    def make(content: bytes, *options: str) -> Result:
        file = tmp_path / "today.xlsx"
        file.write_bytes(content)
        return CliRunner().invoke(import_workbook, [str(file), "--json", *options])

    return make


def test_without_dry_run_the_cooperatives_are_registered_by_acts(record: Any) -> None:
    from mourafaka.foundations.models import JournalEntry
    from mourafaka.registry.models import Cooperative

    result = record(CLEAN)

    done = json.loads(result.stdout)["import"]
    doors = JournalEntry.objects.filter(verb="registry.cooperative.register").values_list("door", flat=True)
    assert (result.exit_code, done["in_the_register"], done["not_registered"]) == (0, 30, [])
    assert (Cooperative.objects.count(), set(doors)) == (30, {"cli"})


def test_the_same_file_again_changes_nothing_and_says_so(record: Any) -> None:
    from mourafaka.registry.models import Cooperative

    record(CLEAN)

    again = json.loads(record(CLEAN).stdout)["import"]

    assert (again["already_imported"], Cooperative.objects.count()) == (True, 30)


def test_a_cooperative_of_the_register_is_named_with_same(record: Any) -> None:
    from mourafaka.registry.models import Cooperative

    record(CLEAN)
    code = Cooperative.objects.get(name_fr="Coopérative synthétique 1").code
    sheets = clean_sheets(1)
    for rows in sheets.values():
        rows[1][0] = 777

    asked = json.loads(record(written(sheets), "--dry-run").stdout)
    result = json.loads(record(written(sheets), "--same", f"777={code}").stdout)

    assert ("import" in asked, result["import"]["in_the_register"]) == (False, 1)


def test_a_same_for_nobody_is_refused(record: Any) -> None:
    result = record(CLEAN, "--same", "999=COOP-09-00001")

    assert (result.exit_code, "is not a question of this workbook" in result.stderr) == (2, True)
