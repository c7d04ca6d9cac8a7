"""The instrument as an XLSForm workbook: accepted by pyxform, read back, every fault said with its place."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.base import ContentFile
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from mourafaka.diagnosis import services
from mourafaka.diagnosis.models import Instrument
from mourafaka.diagnosis.queries import questions_of
from mourafaka.diagnosis.xlsform import instrument_workbook, read_workbook
from mourafaka.foundations.refusals import Refused
from tests.factories.diagnosis import AssessmentFactory

pytestmark = pytest.mark.django_db
FR, AR = "label::Français (fr)", "label::العربية (ar)"


@pytest.fixture
def instrument():
    return Instrument.objects.in_force()


@pytest.fixture
def edited(instrument):
    """`edited(change)`: the workbook after `change(book)` touched it, as bytes."""

    def change(touch: Any) -> bytes:
        book = load_workbook(io.BytesIO(instrument_workbook(instrument)))
        touch(book)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    return change


def cell(book: Any, sheet: str, column: str, name: str) -> Any:
    """The cell of a column, in the row of that name (`list name` in the sheet choices)."""
    rows = book[sheet]
    heads = {each.value: each.column for each in rows[1]}
    for row in rows.iter_rows(min_row=2):
        listed = row[heads["list_name"] - 1].value if sheet == "choices" else None
        if " ".join(filter(None, [listed, str(row[heads["name"] - 1].value)])) == name:
            return rows.cell(row[0].row, heads[column])
    raise KeyError(name)


def setting(sheet: str, column: str, name: str, value: Any) -> Any:
    return lambda book: setattr(cell(book, sheet, column, name), "value", value)


def test_pyxform_makes_a_form_of_the_export(instrument):
    made = convert(io.BytesIO(instrument_workbook(instrument)), file_type=".xlsx", validate=False)

    assert made.warnings == []
    assert made.xform.count("<select1 ") == 2 * 48
    assert 'lang="Français (fr)"' in made.xform
    assert 'lang="العربية (ar)"' in made.xform
    assert 'id="DIAG-COOP"' in made.xform


def test_a_workbook_read_back_says_the_same(instrument):
    found = read_workbook(instrument_workbook(instrument), instrument.data)

    assert [str(problem) for problem in found.problems] == []
    assert found.data == instrument.data


def test_an_edited_workbook_becomes_the_next_version_as_a_draft(instrument, edited, users):
    workbook = ContentFile(
        edited(setting("survey", FR, "GOV1", "L’assemblée est-elle tenue ?")), name="v2.xlsx"
    )

    made = services.import_instrument(
        instrument, actor=users("manager"), workbook=workbook, note="GOV1 plus court"
    )

    assert (made.version, made.in_force_at) == (2, None)
    assert questions_of(made)[0].label["fr"] == "L’assemblée est-elle tenue ?"
    assert Instrument.objects.in_force() == instrument


def test_an_assessment_begun_keeps_its_version_when_another_comes_in_force(instrument, edited, users):
    assessment, manager = AssessmentFactory(), users("manager")
    workbook = ContentFile(edited(setting("survey", "critical", "GOV3", "yes")), name="v2.xlsx")
    second = services.import_instrument(instrument, actor=manager, workbook=workbook)

    services.put_in_force(second, actor=manager)

    assessment.refresh_from_db()
    assert Instrument.objects.in_force() == second
    assert assessment.instrument == instrument
    assert instrument.data["questions"][2]["critical"] is False


def test_only_headquarters_changes_the_instrument(instrument, edited, users):
    for person in (users("delegate", "09"), users("coach", "09"), users("manager", "09")):
        with pytest.raises(Refused, match=r"pas autorisé|not allowed"):
            services.import_instrument(instrument, actor=person, workbook=ContentFile(b"", name="x"))


def test_the_version_in_force_is_not_put_in_force_again(instrument, users):
    with pytest.raises(Refused) as refused:
        services.put_in_force(instrument, actor=users("manager"))

    assert refused.value.code == "already_in_force"


def test_an_unchanged_workbook_makes_no_version(instrument, edited, users):
    workbook = ContentFile(edited(lambda book: None), name="same.xlsx")

    with pytest.raises(Refused) as refused:
        services.import_instrument(instrument, actor=users("manager"), workbook=workbook)

    assert refused.value.code == "instrument_unchanged"
    assert Instrument.objects.count() == 1


FAULTS = [
    ("survey", 3, FR, setting("survey", FR, "GOV1", None)),
    ("survey", 3, AR, setting("survey", AR, "GOV1", " ")),
    ("survey", 2, "weight", setting("survey", "weight", "GOV", "lourd")),
    ("survey", 2, "weight", setting("survey", "weight", "GOV", "-15")),
    ("survey", 0, "weight", setting("survey", "weight", "GOV", "14")),
    ("survey", 3, "critical", setting("survey", "critical", "GOV1", "peut-être")),
    ("survey", 3, "dimension", setting("survey", "dimension", "GOV1", "FIN")),
    ("survey", 8, "name", setting("survey", "name", "GOV2", "GOV 2")),
    ("survey", 3, "type", setting("survey", "type", "GOV1", "select_one autre")),
    ("survey", 6, "type", setting("survey", "name", "GOV1_comment", "autre chose")),
    ("choices", 2, FR, setting("choices", FR, "GOV1 0", None)),
    ("choices", 6, "name", setting("choices", "name", "GOV1 4", "5")),
    ("settings", 2, "form_id", lambda book: setattr(book["settings"]["B2"], "value", "AUTRE")),
    ("choices", 0, "", lambda book: book.remove(book["choices"])),
    ("survey", 1, FR, lambda book: setattr(book["survey"]["C1"], "value", "label")),
]


@pytest.mark.parametrize(("sheet", "row", "column", "fault"), FAULTS)
def test_a_fault_is_said_with_its_sheet_row_and_column(sheet, row, column, fault, edited, instrument):
    problems = read_workbook(edited(fault), instrument.data).problems

    assert (sheet, row, column) in {(each.sheet, each.row, each.column) for each in problems}
    assert all(str(each) for each in problems)


def test_the_same_question_twice_is_said(edited, instrument):
    problems = read_workbook(edited(setting("survey", "name", "GOV2", "GOV1")), instrument.data).problems

    assert ("survey", 8, "name") in {(each.sheet, each.row, each.column) for each in problems}


def test_a_dimension_left_with_two_questions_is_said(edited, instrument):
    def shorten(book):
        sheet = book["survey"]
        sheet.delete_rows(13, 20)  # GOV3 to GOV6, five rows each

    problems = read_workbook(edited(shorten), instrument.data).problems

    assert [each.sheet for each in problems] == ["survey"]
    assert "GOV" in problems[0].sentence


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 torn", b"\xd0\xcf\x11\xe0old"])
def test_what_is_no_workbook_is_said_so(content, instrument):
    (problem,) = read_workbook(content, instrument.data).problems

    assert problem.sheet == ""
