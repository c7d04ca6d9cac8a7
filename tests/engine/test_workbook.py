"""The dashboard of today's workbook: to the unit on clean sheets, and on sheets with each real defect."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from mourafaka.cli.import_workbook import as_report
from mourafaka.engine.workbook import Names, Territory, Workbook, WorkbookError, read, read_sheets
from mourafaka.territory import packaged
from tests.engine.workbooks import Sheets, clean_sheets, naive_dashboard, written

CLEAN = clean_sheets(81)
BELOW = len(CLEAN["cooperatives"]) + 1  # the first row under the tables
TERRITORY = Territory(Names(packaged.regions()), Names(packaged.provinces()))
NAME, REGION, PROVINCE, FEMININE, MEMBERS, WOMEN, TURNOVER = 1, 2, 3, 6, 7, 8, 11
Defect = Callable[[Sheets], Any]


def understood(sheets: Sheets, finish: Any = None) -> Workbook:
    return read(read_sheets(written(sheets, finish)), TERRITORY)


def report(defect: Defect | None = None, finish: Any = None) -> dict[str, Any]:
    sheets = copy.deepcopy(CLEAN)
    if defect is not None:
        defect(sheets)
    return as_report(understood(sheets, finish))


def figures(answer: dict[str, Any]) -> dict[str, Any]:
    """What the dashboard of today shows, out of all that is told."""
    shown = naive_dashboard(CLEAN)
    told = {name: answer["figures"][name] for name in shown}
    told["provinces"] = {
        place["name"]: {rate: place[rate] for rate in ("training_rate", "coaching_rate")}
        for place in told["provinces"].values()
    }
    return told


def asked(answer: dict[str, Any]) -> set[tuple[str, int, str, str]]:
    return {(q["sheet"], q["row"], q["column"], q["code"]) for q in answer["questions"]}


def cell(sheet: str, row: int, column: int, value: Any) -> Defect:
    """A defect in one cell; `row` as the spreadsheet numbers it."""

    def put(sheets: Sheets) -> None:
        sheets[sheet][row - 1][column] = value

    return put


def every(sheet: str, column: int, change: Callable[[Any], Any]) -> Defect:
    def put(sheets: Sheets) -> None:
        for row in sheets[sheet][1:]:
            row[column] = change(row[column])

    return put


def test_a_clean_workbook_gives_todays_figures_and_asks_nothing() -> None:
    sheets = clean_sheets(243)

    answer = as_report(understood(sheets))

    assert figures(answer) == naive_dashboard(sheets)
    assert (answer["questions"], answer["readings"], answer["kept_rows"]) == ([], [], [])


def rename(name: str, new: str) -> Defect:
    def put(sheets: Sheets) -> None:
        for key in list(sheets):
            sheets[new if key == name else key] = sheets.pop(key)

    return put


def headers(change: Callable[[str], str], *names: str) -> Defect:
    def put(sheets: Sheets) -> None:
        for rows in sheets.values():
            rows[0] = [change(header) if not names or header in names else header for header in rows[0]]

    return put


def spaced(sheets: Sheets) -> None:
    for rows in sheets.values():
        header = max(rows[:9], key=len)
        header[:] = [f"  {text} " if isinstance(text, str) else text for text in header]


def title_above(sheets: Sheets) -> None:
    for rows in sheets.values():
        rows[:0] = [["Programme Mourafaka, tranche 4"], [], ["Situation au 31/12"]]


def extra_columns(sheets: Sheets) -> None:
    for rows in sheets.values():
        for number, row in enumerate(rows):
            row.insert(1, "Remarque" if number == 0 else "vu")
            row.append(None if number else "Visa")


def shuffled(sheets: Sheets) -> None:
    sheets["formation"][1:] = sheets["formation"][:0:-1]
    sheets["cooperatives"] = [row[::-1] for row in sheets["cooperatives"]]


def empty_rows(sheets: Sheets) -> None:
    for rows in sheets.values():
        rows.insert(5, [None] * len(rows[0]))
        rows.insert(9, ["  "])
        rows.append([None])


def spelt(names: dict[str, tuple[str, ...]], column: int) -> Defect:
    def put(sheets: Sheets) -> None:
        for number, row in enumerate(sheets["cooperatives"][1:]):
            written_as = names.get(row[column], (row[column],))
            row[column] = written_as[number % len(written_as)]

    return put


REGIONS = {
    "Souss-Massa": ("souss massa", "SOUSS-MASSA ", "Souss - Massa", "Sous Massa", "سوس ماسة", "Région Souss-Massa"),
    "Drâa-Tafilalet": ("Draa Tafilalet", "DRAA-TAFILALET", "درعة تافيلالت", "Draâ-Tafilalt"),
    "Guelmim-Oued Noun": ("Guelmim Oued Noun", "GUELMIM-OUED-NOUN", "كلميم واد نون"),
}  # fmt: skip
PLACES = {
    "Taroudannt": ("Taroudant", " TAROUDANNT", "تارودانت", "Province de Taroudant", "Taroudnat"),
    "Kénitra": ("Kenitra", "KENITRA", "القنيطرة", "kénitra  "),
    "Tinghir": ("Tineghir", "tinghir", "تنغير", "Tinghirr"),
    "Rehamna": ("Rhamna", "الرحامنة", "REHAMNA"),
    "Sidi Ifni": ("Sidi-Ifni", "sidi ifni", "سيدي إفني"),
}


def headers_on_two_rows(sheets: Sheets) -> None:
    """id_coop above a blank, the sessions below a title of theirs."""
    sheets["coaching"].insert(0, ["id_coop", "Séances"])
    sheets["coaching"][1][0] = None


RECOVERED: dict[str, Defect] = {
    "spaces in headers": spaced,
    "capitals in headers": headers(str.upper),
    "accents and spaces in headers": headers(lambda h: h.replace("_", " ").replace("region", "Région")),
    "governance rightly spelt": headers(lambda h: "Gouvernance", "Governanace"),
    "sessions spelt out": headers(lambda h: f"Séance {h[1:]}", *(f"s{n}" for n in range(1, 13))),
    "a slip in a header": headers(lambda h: "adhérents_actuel", "adherents_actuels"),
    "turnover in words": headers(lambda h: "Chiffre d'affaires", "ca"),
    "spaces and capitals in a sheet name": rename("formation", " Formation "),
    "another name of a sheet": rename("cooperatives", "Coopératives 2022"),
    "sheets named by the spreadsheet": lambda s: [rename(n, f"Feuil{len(n)}")(s) for n in tuple(s)],
    "a sheet named after two": lambda s: [
        rename("cooperatives", "Liste")(s),
        rename("formation", "Formation des coopératives")(s),
    ],
    "headers below a title": title_above,
    "headers on two rows": headers_on_two_rows,
    "columns nobody knows": extra_columns,
    "rows and columns in another order": shuffled,
    "empty rows": empty_rows,
    "regions in several spellings": spelt(REGIONS, REGION),
    "provinces in several spellings": spelt(PLACES, PROVINCE),
    "regions left blank": every("cooperatives", REGION, lambda _: None),
    "numbers as text": every("cooperatives", MEMBERS, str),
    "Arabic digits": every(
        "cooperatives", MEMBERS, lambda n: str(n).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    ),
    "numbers with a useless decimal": every("cooperatives", WOMEN, lambda n: f"{n},0"),
    "money in French": every(
        "cooperatives", TURNOVER, lambda n: f"{n:,.2f}".replace(",", " ").replace(".", ",")
    ),
    "money in English": every("cooperatives", TURNOVER, lambda n: f"{n:,.2f}"),
    "money with its unit": every("cooperatives", TURNOVER, lambda n: f"{n} DH"),
    "money with its Arabic unit": every("cooperatives", TURNOVER, lambda n: f"{n} د.م."),
    "identifiers as text": every("formation", 0, lambda n: f" {n} "),
    "identifiers as decimals": every("coaching", 0, float),
    "identifiers with zeros": every("coaching", 0, lambda n: f"{n:04d}"),
    "presence in capitals": every("formation", 1, str.upper),
    "presence without accents": every("formation", 2, lambda t: t.replace("é", "e")),
    "presence in both genders": every("formation", 2, lambda t: f"{t.capitalize()}(e)"),
    "presence as a letter": every("formation", 3, lambda t: "P" if t == "présent" else "A"),
    "presence as a number": every("formation", 4, lambda t: int(t == "présent")),
    "presence as true and false": every("formation", 1, lambda t: t == "présent"),
    "sessions in Arabic": every("coaching", 1, lambda t: "نعم" if t == "oui" else "لا"),
    "sessions as x and no": every("coaching", 5, lambda t: "x" if t == "oui" else "No"),
    "sessions as initials": every("coaching", 12, lambda t: t[0].upper()),
}


@pytest.mark.parametrize("name", RECOVERED)
def test_a_defect_that_leaves_no_doubt_gives_the_same_figures_and_no_question(name: str) -> None:
    answer = report(RECOVERED[name])

    assert figures(answer) == naive_dashboard(CLEAN)
    assert answer["questions"] == []


AT_ONCE = (
    "regions in several spellings", "provinces in several spellings", "numbers as text", "money in French",
    "identifiers as text", "presence in capitals", "presence as a letter", "presence as a number",
    "sessions in Arabic", "sessions as x and no", "empty rows", "governance rightly spelt", "columns nobody knows",
    "headers below a title", "spaces in headers", "spaces and capitals in a sheet name",
)  # fmt: skip


def test_many_defects_at_once_give_the_same_figures() -> None:
    def all_of_them(sheets: Sheets) -> None:
        for name in AT_ONCE:
            RECOVERED[name](sheets)

    answer = report(all_of_them)

    assert figures(answer) == naive_dashboard(CLEAN)
    assert answer["questions"] == []


def test_headers_merged_over_two_rows_are_read() -> None:
    def merge(book: Any) -> None:
        sheet = book["cooperatives"]
        sheet.insert_rows(1)
        for column in "ABCDEFGL":
            sheet[f"{column}1"], sheet[f"{column}2"] = sheet[f"{column}2"].value, None
            sheet.merge_cells(f"{column}1:{column}2")
        sheet["H1"] = "Effectifs"
        sheet.merge_cells("H1:K1")

    answer = report(finish=merge)

    assert (figures(answer), answer["questions"]) == (naive_dashboard(CLEAN), [])


def test_several_sheets_that_could_be_one_are_not_chosen_from() -> None:
    sheets = copy.deepcopy(CLEAN)
    sheets["Coaching 2021"], sheets["Coaching 2022"] = sheets["coaching"], sheets.pop("coaching")

    with pytest.raises(WorkbookError) as refused:
        understood(sheets)

    assert refused.value.facts == {"kind": "coaching", "found": "“Coaching 2021”, “Coaching 2022”"}


@pytest.mark.parametrize(
    ("spellings", "name"),
    [
        (("Taroudant",), "Taroudant"),
        (("TAROUDANT", "taroudant", "Taroudant"), "Taroudant"),
        (("Taroudannt", "Taroudant"), "Taroudannt"),
        (("طاطا",), "طاطا"),
    ],
)
def test_a_province_is_told_under_the_name_that_most_rows_write(
    spellings: tuple[str, ...], name: str
) -> None:
    place = "Tata" if name == "طاطا" else "Taroudannt"

    provinces = report(spelt({place: spellings}, PROVINCE))["figures"]["provinces"]

    assert provinces[name]["name"] == place


def test_another_spelling_is_told_with_all_its_rows() -> None:
    answer = report(cell("cooperatives", 7, REGION, "souss  massa"))

    first = answer["readings"][0]
    assert (first["column"], first["value"], first["understood"]) == ("region", "souss  massa", "Souss-Massa")


# What cannot be read: (sheet, row, column index, value, column name, code); the figures lose that value only.
ASKED: list[tuple[str, int, int, Any, str, str]] = [
    ("cooperatives", 5, MEMBERS, "12 adhérents", "adherents_actuels", "not_a_number"),
    ("cooperatives", 5, MEMBERS, "douze", "adherents_actuels", "not_a_number"),
    ("cooperatives", 5, MEMBERS, None, "adherents_actuels", "number_missing"),
    ("cooperatives", 5, MEMBERS, " ", "adherents_actuels", "number_missing"),
    ("cooperatives", 5, MEMBERS, -4, "adherents_actuels", "negative"),
    ("cooperatives", 5, MEMBERS, 7.5, "adherents_actuels", "not_whole"),
    ("cooperatives", 5, MEMBERS, datetime(2022, 4, 6), "adherents_actuels", "not_a_number"),
    ("cooperatives", 5, MEMBERS, "#N/A", "adherents_actuels", "error_value"),
    ("cooperatives", 5, MEMBERS, "=6+6", "adherents_actuels", "formula_unsaved"),
    ("cooperatives", 5, MEMBERS, True, "adherents_actuels", "not_a_number"),
    ("cooperatives", 5, TURNOVER, "1.234", "ca", "ambiguous"),
    ("cooperatives", 5, TURNOVER, "environ 3000", "ca", "not_a_number"),
    ("cooperatives", 5, TURNOVER, None, "ca", "number_missing"),
    ("cooperatives", 5, FEMININE, "peut-être", "feminine", "yes_no_unknown"),
    ("cooperatives", 5, NAME, None, "nom_cooperative", "text_missing"),
    ("cooperatives", 5, REGION, "Atlantide", "region", "region_unknown"),
    ("formation", 9, 2, "excusé", "Montage_projet", "not_presence"),
    ("formation", 9, 2, None, "Montage_projet", "presence_missing"),
    ("coaching", 9, 3, "?", "s3", "not_presence"),
    ("coaching", 9, 3, None, "s3", "presence_missing"),
    ("coaching", 9, 3, datetime(2022, 4, 6), "s3", "not_presence"),
]


@pytest.mark.parametrize("case", ASKED, ids=lambda case: f"{case[4]}-{case[5]}-{str(case[3])[:12]}")
def test_a_value_that_is_not_understood_is_asked_and_counts_as_unknown(case: Any) -> None:
    sheet, row, column, value, name, code = case
    without = copy.deepcopy(CLEAN)
    old = without[sheet][row - 1][column]
    unknown = {
        "cooperatives": 0 if isinstance(old, int | float) else old,
        "formation": "absent",
        "coaching": "non",
    }
    without[sheet][row - 1][column] = unknown[sheet]

    answer = report(cell(sheet, row, column, value))

    wanted = naive_dashboard(without)
    assert figures(answer) == {**wanted, "turnover_mad": pytest.approx(wanted["turnover_mad"])}
    assert asked(answer) == {(sheet, row, name, code)}


def test_a_question_tells_the_cell_and_what_it_shows() -> None:
    question = report(cell("cooperatives", 5, MEMBERS, "12 adhérents"))["questions"][0]

    assert (question["cell"], question["value"]) == ("H5", "12 adhérents")
    assert question["question"] == "This is not a number; it counts as unknown."


def test_more_women_than_members_is_asked_and_both_count_as_written() -> None:
    sheets = copy.deepcopy(CLEAN)
    sheets["cooperatives"][4][WOMEN] = 99

    answer = as_report(understood(sheets))

    assert figures(answer) == naive_dashboard(sheets)
    assert asked(answer) == {("cooperatives", 5, "femmes_actuelles", "part_exceeds_total")}


def test_an_unknown_province_stands_apart_under_the_name_as_written() -> None:
    sheets = copy.deepcopy(CLEAN)
    sheets["cooperatives"][4][PROVINCE] = "Atlantide"

    answer = as_report(understood(sheets))

    assert figures(answer) == naive_dashboard(sheets)
    assert asked(answer) == {("cooperatives", 5, "province", "province_unknown")}


def test_a_name_that_several_provinces_share_is_asked_with_the_likely_ones() -> None:
    question = report(cell("cooperatives", 5, PROVINCE, "Sidi"))["questions"][0]

    assert {"Sidi Ifni", "Sidi Kacem", "Sidi Slimane"} <= set(question["proposals"])


def test_a_province_of_another_region_is_asked_and_counts_where_it_is() -> None:
    sheets = copy.deepcopy(CLEAN)
    sheets["cooperatives"][4][REGION : PROVINCE + 1] = ["Souss-Massa", "Zagora"]

    answer = as_report(understood(sheets))

    assert figures(answer) == naive_dashboard(sheets)
    assert asked(answer) == {("cooperatives", 5, "region", "region_other")}


def test_a_slip_that_leads_out_of_the_region_is_asked() -> None:
    def put(sheets: Sheets) -> None:
        sheets["cooperatives"][4][REGION : PROVINCE + 1] = ["Souss-Massa", "Zagorra"]

    assert asked(report(put)) == {("cooperatives", 5, "province", "province_elsewhere")}


def test_a_row_that_stands_twice_counts_once() -> None:
    answer = report(lambda sheets: sheets["cooperatives"].append(sheets["cooperatives"][6]))

    assert figures(answer) == naive_dashboard(CLEAN)
    assert asked(answer) == {("cooperatives", BELOW, "id_coop", "id_twice_same")}
    assert [(row["row"], row["why"]) for row in answer["kept_rows"]] == [(BELOW, "id_twice_same")]


def test_of_two_rows_that_contradict_each_other_the_first_counts_and_the_question_says_what_differs() -> None:
    def put(sheets: Sheets) -> None:
        other = list(sheets["cooperatives"][6])
        other[MEMBERS], other[TURNOVER] = other[MEMBERS] + 1, 7
        sheets["cooperatives"].append(other)

    answer = report(put)

    assert figures(answer) == naive_dashboard(CLEAN)
    assert asked(answer) == {("cooperatives", BELOW, "id_coop", "id_twice_other")}
    assert "row 7 with other values (adherents_actuels, ca)" in answer["questions"][0]["question"]


def test_presences_that_stand_twice_count_once() -> None:
    answer = report(lambda sheets: sheets["formation"].append(sheets["formation"][6]))

    assert figures(answer) == naive_dashboard(CLEAN)
    assert asked(answer) == {("formation", BELOW, "id_coop", "id_twice_same")}


def test_presences_of_nobody_are_kept_and_count_for_nobody() -> None:
    def put(sheets: Sheets) -> None:
        sheets["coaching"].append([999, *["oui"] * 12])
        sheets["formation"].append([None, *["présent"] * 4])

    answer = report(put)

    assert figures(answer) == naive_dashboard(CLEAN)
    assert asked(answer) == {
        ("coaching", BELOW, "id_coop", "id_unknown"),
        ("formation", BELOW, "id_coop", "id_missing"),
    }
    assert [(row["sheet"], row["row"]) for row in answer["kept_rows"]] == [
        ("formation", BELOW),
        ("coaching", BELOW),
    ]


def test_a_cooperative_without_presences_is_asked_about_once_a_sheet_and_counts_as_absent() -> None:
    without = copy.deepcopy(CLEAN)
    without["formation"][7][1:] = ["absent"] * 4

    answer = report(lambda sheets: sheets["formation"].pop(7))

    assert figures(answer) == naive_dashboard(without)
    assert asked(answer) == {("cooperatives", 8, "id_coop", "no_training_row")}


def test_a_cooperative_without_identifier_still_counts() -> None:
    answer = report(cell("cooperatives", 5, 0, None))

    assert answer["figures"]["cooperatives"] == 81
    assert ("cooperatives", 5, "id_coop", "id_missing") in asked(answer)
    assert {("formation", 5, "id_coop", "id_unknown"), ("coaching", 5, "id_coop", "id_unknown")} <= asked(
        answer
    )


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["TOTAL", *[None] * 6, 2514, 1207, None, None, 37_608_575.25], "total_row"),
        ([None, " Total général ", *[None] * 5, 2514, 1207, None, None, None], "total_row"),
        ([*[None] * 7, 2514, 1207, None, None, 37_608_575.25], "numbers_only"),
        (["Source : programme, 2022 (provisoire)"], "lone_text"),
        ([None, "NB"], "lone_text"),
    ],
)
def test_a_row_of_totals_or_a_remark_is_set_aside_with_a_question(row: list[Any], code: str) -> None:
    answer = report(lambda sheets: sheets["cooperatives"].append(row))

    assert figures(answer) == naive_dashboard(CLEAN)
    assert asked(answer) == {("cooperatives", BELOW, "id_coop", code)}


def test_a_province_merged_over_several_rows_holds_for_all_of_them() -> None:
    sheets = copy.deepcopy(CLEAN)
    sheets["cooperatives"][1:] = sorted(sheets["cooperatives"][1:], key=lambda row: row[PROVINCE])
    alike = sum(row[PROVINCE] == "Al Haouz" for row in sheets["cooperatives"])

    answer = as_report(understood(sheets, lambda book: book["cooperatives"].merge_cells(f"D2:D{alike + 1}")))

    assert figures(answer) == naive_dashboard(CLEAN)
    assert (asked(answer), answer["readings"][0]["why"]) == (set(), "merged with the cell above")


def test_a_number_merged_over_two_rows_is_asked() -> None:
    answer = report(finish=lambda book: book["cooperatives"].merge_cells("H5:H6"))

    assert asked(answer) == {("cooperatives", 6, "adherents_actuels", "merged")}


def test_an_optional_column_that_is_missing_is_asked_once() -> None:
    def put(sheets: Sheets) -> None:
        for row in sheets["cooperatives"]:
            del row[FEMININE]

    answer = report(put)

    assert figures(answer) == naive_dashboard(CLEAN)
    assert asked(answer) == {("cooperatives", 1, "feminine", "column_missing")}


def test_of_two_columns_of_one_name_the_first_counts_and_it_is_asked() -> None:
    def put(sheets: Sheets) -> None:
        for number, row in enumerate(sheets["cooperatives"]):
            row.append(1 if number else " CA ")

    answer = report(put)

    assert figures(answer) == naive_dashboard(CLEAN)
    assert asked(answer) == {("cooperatives", 1, "ca", "column_twice")}


def test_an_answer_stands_in_for_its_cell() -> None:
    sheets = copy.deepcopy(CLEAN)
    sheets["cooperatives"][4][MEMBERS] = "douze"
    answers = {("cooperatives", 5, "adherents_actuels"): str(CLEAN["cooperatives"][4][MEMBERS])}

    answer = as_report(read(read_sheets(written(sheets)), TERRITORY, answers))

    assert figures(answer) == naive_dashboard(CLEAN)
    assert (answer["questions"], answer["readings"]) == ([], [])


def test_the_answer_may_be_that_the_second_row_holds() -> None:
    sheets, wanted = copy.deepcopy(CLEAN), copy.deepcopy(CLEAN)
    other = list(CLEAN["cooperatives"][6])
    other[MEMBERS] += 1
    sheets["cooperatives"].append(other)
    wanted["cooperatives"][6] = other

    answer = as_report(
        read(read_sheets(written(sheets)), TERRITORY, {("cooperatives", BELOW, "row"): "this"})
    )

    assert figures(answer) == naive_dashboard(wanted)
    assert (answer["questions"], [row["row"] for row in answer["kept_rows"]]) == ([], [7])
