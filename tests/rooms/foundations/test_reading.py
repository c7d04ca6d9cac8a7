"""Reading what people send: encodings, separators, workbooks, and files that are none of these."""

from __future__ import annotations

import contextlib
import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from mourafaka.foundations.imports.reading import open_table
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.tables import csv_bytes, xlsx_bytes
from tests.refusing import refused_with


def read(content: bytes) -> tuple[list[str], list[list[str]]]:
    table = open_table(content)
    return table.headers, [cells for _line, cells in table.rows]


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp1256", "cp1256")],
)
def test_arabic_is_read_in_the_encodings_people_have(encoding: str, found: str) -> None:
    table = open_table("الاسم;الإقليم\nتعاونية أركان;تارودانت\n".encode(encoding))

    assert (table.headers, table.encoding) == (["الاسم", "الإقليم"], found)
    assert next(table.rows) == (2, ["تعاونية أركان", "تارودانت"])


def test_french_accents_of_old_windows_are_read() -> None:
    headers, rows = read("Dénomination;Préfecture\nÉtoile à Ouarzazate;Été\n".encode("cp1252"))

    assert (headers, rows) == (["Dénomination", "Préfecture"], [["Étoile à Ouarzazate", "Été"]])


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_the_separator_is_the_one_the_headers_use(mark: str) -> None:
    assert read(f"a{mark}b\n1{mark}2\n".encode()) == (["a", "b"], [["1", "2"]])


def test_the_line_that_tells_excel_its_separator_is_not_a_header() -> None:
    table = open_table(b"sep=,\na,b\n1,2\n")

    assert (table.headers, list(table.rows)) == (["a", "b"], [(3, ["1", "2"])])


def test_a_quoted_cell_may_hold_several_lines_and_lines_are_counted_as_editors_do() -> None:
    table = open_table(b'a;b\n"x\ny";1\nz;2\n')

    assert [line for line, _cells in table.rows] == [2, 4]


def test_a_title_above_the_headers_is_passed_over() -> None:
    assert read("Liste des coopératives;\n\nNom;Province\nA;Tata\n".encode())[0] == ["Nom", "Province"]


def test_a_workbook_gives_texts_whole_numbers_and_days() -> None:
    content = workbook(["a", "b", "c", "d"], ["x", 12.0, datetime(2019, 3, 14), True], [None] * 4, [1.5])

    assert read(content)[1] == [["x", "12", "2019-03-14", "1"], ["1.5", "", "", ""]]


def test_a_hidden_sheet_is_not_the_one_read() -> None:
    book = Workbook()
    book.active.append(["secret", "x"])
    book.active.sheet_state = "hidden"
    book.create_sheet("Données").append(["Nom", "Province"])
    out = io.BytesIO()
    book.save(out)

    assert open_table(out.getvalue()).headers == ["Nom", "Province"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \r\n\x00", "file_empty"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "file_old_excel"),
        (b"PK\x03\x04" + b"x" * 400, "file_unreadable"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "file_not_a_table"),
        (b"%PDF-1.7\n\x00\x00\x00\n", "file_not_a_table"),
        (b"\xff\xfea\x00b", "file_unreadable"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(content: bytes, code: str) -> None:
    with refused_with(code):
        read(content)


def test_a_word_document_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")

    with refused_with("file_not_a_table"):
        read(out.getvalue())


def _rebuilt(content: bytes, change: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change.get(name, old.read(name)))
        for name in change.keys() - set(old.namelist()):
            new.writestr(name, change[name])
    return out.getvalue()


def test_a_workbook_that_unpacks_to_far_more_than_it_shows_is_not_opened() -> None:
    bomb = _rebuilt(workbook(["a", "b"], [1, 2]), {"xl/media/zeros.bin": b"\0" * 40_000_000})

    with refused_with("file_bomb"):
        read(bomb)


def test_a_workbook_of_too_many_parts_is_not_opened() -> None:
    bomb = _rebuilt(workbook(["a", "b"], [1, 2]), {f"xl/x{n}.xml": b"<a/>" for n in range(2_100)})

    with refused_with("file_bomb"):
        read(bomb)


def test_a_workbook_that_declares_entities_is_not_opened() -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]><worksheet>&a;</worksheet>'
    bomb = _rebuilt(workbook(["a", "b"], [1, 2]), {"xl/worksheets/sheet1.xml": laughs})

    with refused_with("file_bomb"):
        read(bomb)


@pytest.mark.parametrize("cut", [100, 1000, 3000])
def test_a_workbook_cut_short_is_refused(cut: int) -> None:
    with refused_with("file_unreadable"):
        read(workbook(["a", "b"], [1, 2])[:-cut])


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(Refused):
        read(content)


@given(
    st.lists(
        st.lists(
            st.text(
                st.characters(blacklist_categories=("Cs", "Cc")) | st.sampled_from("=+-@'\";, أ"), max_size=12
            ),
            min_size=2,
            max_size=2,
        ),
        max_size=6,
    )
)
def test_a_csv_we_write_is_read_back_the_same(rows: list[list[str]]) -> None:
    kept = [[cell.replace("\xa0", " ").strip() for cell in row] for row in rows]
    kept = [row for row in kept if any(row) and not any(cell.startswith("'") for cell in row)]

    assert read(csv_bytes(["Nom", "Province"], kept))[1] == kept


def test_a_workbook_we_write_is_read_back_the_same() -> None:
    rows = [["=1+1", "٠٦"], ["-5", "أركان"], ["a\x0bb", "2020"]]

    assert read(xlsx_bytes(["Nom", "Province"], rows))[1] == [["=1+1", "٠٦"], ["-5", "أركان"], ["ab", "2020"]]


def test_a_formula_leaves_as_text_in_csv_and_numbers_stay_numbers() -> None:
    text = csv_bytes(["a"], [["=cmd()"], ["@x"], ["-12"], ["+212 6 61"], [date(2020, 1, 2)]]).decode(
        "utf-8-sig"
    )

    assert text.split() == ["a", "'=cmd()", "'@x", "-12", "+212", "6", "61", "2020-01-02"]
