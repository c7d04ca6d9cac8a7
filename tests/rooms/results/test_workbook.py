"""Leaving the spreadsheets: the workbook sent, answered, imported; its figures the same to the unit."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mourafaka.registry.models import Cooperative
from mourafaka.results import services
from mourafaka.results.models import ImportedProgress, WorkbookImport
from mourafaka.results.queries import workbook as queries
from mourafaka.territory.services import load_reference
from tests.engine.workbooks import Sheets, clean_sheets, naive_dashboard, written
from tests.refusing import refused_with

pytestmark = pytest.mark.django_db
SIZE = 24
CLEAN = written(clean_sheets(SIZE))  # once: a workbook written later has another time in it


@pytest.fixture(autouse=True)
def _country(db: None) -> None:
    load_reference(communes=False)


@pytest.fixture
def manager(users: Any) -> Any:
    return users("manager")


def sent(actor: Any, sheets: Sheets | None = None) -> WorkbookImport:
    content = written(sheets) if sheets else CLEAN
    return services.send_workbook("today.xlsx", actor=actor, content=content)


def imported(actor: Any, sheets: Sheets | None = None) -> WorkbookImport:
    return services.import_workbook(sent(actor, sheets), actor=actor)


def told(actor: Any, batch: WorkbookImport) -> dict[str, Any]:
    found = queries.figures_of(ImportedProgress.objects.visible_to(actor).of(batch))
    return {
        "cooperatives": found.cooperatives,
        "members": found.members,
        "women": found.women,
        "turnover_mad": float(found.turnover_mad),
        "provinces": {
            place.name: {
                "training_rate": float(round(place.training_rate, 2)),
                "coaching_rate": float(round(place.coaching_rate, 2)),
            }
            for place in found.provinces
        },
        "all_visits": found.all_visits,
        "no_visit": found.no_visit,
    }


def test_what_is_imported_tells_todays_figures_to_the_unit(manager: Any) -> None:
    batch = imported(manager)

    assert told(manager, batch) == naive_dashboard(clean_sheets(SIZE))


def test_every_cooperative_is_registered_with_its_members(manager: Any) -> None:
    imported(manager)

    first = Cooperative.objects.get(name_fr="Coopérative synthétique 1")
    row = clean_sheets(SIZE)["cooperatives"][1]
    assert Cooperative.objects.count() == SIZE
    assert first.province.name_fr == row[3]
    assert first.member_stats.get().members_total == row[7]


def test_the_same_file_sent_again_is_the_same_import_and_changes_nothing(manager: Any) -> None:
    first = imported(manager)

    again = sent(manager)

    assert (again.pk, WorkbookImport.objects.count(), Cooperative.objects.count()) == (first.pk, 1, SIZE)
    with refused_with("workbook_imported"):
        services.import_workbook(again, actor=manager)


def test_a_later_workbook_finds_the_cooperatives_of_the_earlier_one(manager: Any) -> None:
    imported(manager)
    later = clean_sheets(SIZE)
    later["coaching"][1][1:] = ["oui"] * 12

    batch = imported(manager, later)

    assert (told(manager, batch), Cooperative.objects.count()) == (naive_dashboard(later), SIZE)
    assert batch.progress.filter(cooperative=None).count() == 0


def test_a_name_the_register_holds_is_asked_and_answered(manager: Any) -> None:
    imported(manager)
    other = clean_sheets(SIZE)
    for rows in other.values():
        for row in rows[1:]:
            row[0] += 1000
    batch = sent(manager, other)
    keys = [asked.key for asked in queries.Preview(batch).decisions]
    codes = [asked.choices[0][0] for asked in queries.Preview(batch).decisions]

    answers = {keys[0]: codes[0], keys[1]: "new"}
    services.answer_workbook(batch, actor=manager, answers=answers)
    services.import_workbook(batch, actor=manager)

    rows = list(batch.progress.order_by("position"))
    assert (len(keys), Cooperative.objects.count()) == (SIZE, SIZE + 1)
    assert rows[0].cooperative.code == codes[0]
    assert {row.not_registered_because for row in rows[2:]} == {"twin"}


def test_an_unknown_province_is_kept_counts_and_waits(manager: Any) -> None:
    sheets = clean_sheets(SIZE)
    sheets["cooperatives"][4][3] = "Atlantide"

    batch = imported(manager, sheets)

    row = batch.progress.get(source_id="4")
    assert (told(manager, batch), row.cooperative) == (naive_dashboard(sheets), None)
    assert (row.province_written, row.not_registered_because) == ("Atlantide", "province")
    assert row.raw["cooperatives"]["province"] == "Atlantide"


def test_an_answer_makes_the_province_known(manager: Any) -> None:
    sheets = clean_sheets(SIZE)
    true = sheets["cooperatives"][4][3]
    sheets["cooperatives"][4][3] = "Atlantide"
    batch = sent(manager, sheets)
    asked = queries.Preview(batch).questions[0]
    code = next(code for code, name in asked.choices if name == true)

    services.answer_workbook(batch, actor=manager, answers=dict.fromkeys(asked.keys, code))

    after = queries.Preview(WorkbookImport.objects.get(pk=batch.pk))
    assert ([q.sentence for q in after.questions], after.tally["new"]) == ([], SIZE)


def test_an_answer_to_no_question_is_refused(manager: Any) -> None:
    with refused_with("workbook_answer_unknown"):
        services.answer_workbook(sent(manager), actor=manager, answers={"cell|formation|2|x": "oui"})


def test_a_sector_nobody_knows_is_asked_once_for_all_its_rows(manager: Any) -> None:
    sheets = clean_sheets(SIZE)
    for row in sheets["cooperatives"][1:6]:
        row[4] = "Zymurgie"

    decisions = queries.Preview(sent(manager, sheets)).decisions

    assert [(asked.value, asked.rows) for asked in decisions] == [("Zymurgie", (2, 3, 4, 5, 6))]


def test_repeats_and_totals_are_kept_with_the_import(manager: Any) -> None:
    sheets = clean_sheets(SIZE)
    sheets["cooperatives"] += [sheets["cooperatives"][1], ["TOTAL", *[None] * 6, 9, 9, None, None, 9]]

    batch = imported(manager, sheets)

    assert [(kept["row"], kept["why"]) for kept in batch.kept] == [(26, "id_twice_same"), (27, "total_row")]


def test_a_delegate_sees_the_figures_of_the_region_only(manager: Any, users: Any) -> None:
    batch = imported(manager)
    delegate = users("delegate", "09")

    wanted = naive_dashboard(clean_sheets(SIZE))["provinces"]
    seen = told(delegate, batch)
    assert seen["provinces"] == {name: wanted[name] for name in ("Taroudannt", "Tata") if name in wanted}


def test_a_delegate_registers_the_region_and_the_rest_is_kept(users: Any) -> None:
    delegate = users("delegate", "09")

    batch = imported(delegate)

    assert set(Cooperative.objects.values_list("province__region_id", flat=True)) == {"09"}
    assert set(batch.progress.filter(cooperative=None).values_list("not_registered_because", flat=True)) == {
        "not_allowed"
    }


def test_who_is_neither_manager_nor_delegate_sends_nothing(users: Any) -> None:
    with refused_with("not_allowed"):
        sent(users("evaluator"))


# --- pages ---


def upload(content: bytes) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("today.xlsx", content)}


def test_the_journey_from_the_file_to_the_figures(client_as: Any, manager: Any) -> None:
    client = client_as(manager)
    sheets = clean_sheets(SIZE)
    sheets["cooperatives"][4][7] = "douze"

    preview = client.post("/results/workbook/send/", upload(written(sheets)), follow=True)
    address = preview.redirect_chain[-1][0]
    key = "cell|cooperatives|5|adherents_actuels"
    client.post(f"{address}answers/", {"keys-q0": [key], "answer-q0": "12"})
    figures = client.post(f"{address}import/", follow=True)

    sheets["cooperatives"][4][7] = 12
    assert key in preview.content.decode()
    assert figures.context["figures"].members == naive_dashboard(sheets)["members"]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_page_answers_in_both_languages(client_as: Any, manager: Any, language: str) -> None:
    client = client_as(manager)
    client.cookies["django_language"] = language
    batch = imported(manager)
    pages = [
        "",
        "send/",
        f"{batch.pk}/",
        "rows/",
        "rows/?modules=4&sessions=12&register=in",
        "rows.csv",
        "rows.xlsx",
    ]
    pages += [f"{batch.pk}/file/"]

    answers = [client.get(f"/results/workbook/{page}").status_code for page in pages]

    assert answers == [200] * len(pages)


def test_a_figure_leads_to_its_rows(client_as: Any, manager: Any) -> None:
    batch = imported(manager)

    page = client_as(manager).get("/results/workbook/rows/", {"sessions": "12"})

    assert page.context["page"].paginator.count == queries.figures_of(batch.progress.all()).all_visits


def test_an_unreadable_workbook_is_said_on_the_page(client_as: Any, manager: Any) -> None:
    page = client_as(manager).post("/results/workbook/send/", upload(b"id;ca\n"))

    assert (page.status_code, WorkbookImport.objects.count()) == (422, 0)


def test_the_same_file_again_says_so(client_as: Any, manager: Any) -> None:
    imported(manager)

    page = client_as(manager).post("/results/workbook/send/", upload(CLEAN), follow=True)

    assert page.status_code == 200
    assert [str(message) for message in page.context["messages"]] != []


def test_a_total_that_is_a_cooperative_is_counted_once_answered(manager: Any) -> None:
    sheets = clean_sheets(SIZE)
    sheets["cooperatives"].append([None, "Total", *[None] * 5, 9, 4, None, None, 100])
    batch = sent(manager, sheets)
    asked = next(each for each in queries.Preview(batch).questions if each.choices and "row" in each.key)

    services.answer_workbook(batch, actor=manager, answers={asked.key: "this"})

    before, after = SIZE, queries.Preview(WorkbookImport.objects.get(pk=batch.pk)).figures.cooperatives
    assert (asked.kind, after) == ("choice", before + 1)


def test_a_missing_column_is_found_among_those_not_understood(manager: Any) -> None:
    sheets = clean_sheets(SIZE)
    sheets["cooperatives"][0][6] = "Présidée par une dame"  # was: feminine
    batch = sent(manager, sheets)
    asked = next(each for each in queries.Preview(batch).questions if each.column == "feminine")

    services.answer_workbook(batch, actor=manager, answers={asked.key: "Présidée par une dame"})

    after = queries.Preview(WorkbookImport.objects.get(pk=batch.pk))
    assert after.questions == []
    assert after.figures.women_led == sum(row[6] == "oui" for row in clean_sheets(SIZE)["cooperatives"][1:])


def test_a_cooperative_without_a_row_is_said_to_have_attended_nothing(manager: Any) -> None:
    sheets = clean_sheets(SIZE)
    del sheets["coaching"][1]
    batch = sent(manager, sheets)
    asked = queries.Preview(batch).questions[0]

    services.answer_workbook(batch, actor=manager, answers={asked.key: "non"})
    services.import_workbook(batch, actor=manager)

    assert list(batch.progress.order_by("position").values_list("sessions", flat=True)[:1]) == [[False] * 12]


def test_each_sum_of_the_dashboard_leads_to_the_rows_that_make_it(manager: Any, client_as: Any) -> None:
    sheets = clean_sheets(SIZE)
    unknown, sheets["cooperatives"][1][8] = sheets["cooperatives"][1][8], None
    batch = imported(manager, sheets)

    page = client_as(manager).get(f"/results/workbook/rows/?import={batch.pk}&known=women")

    assert page.context["page"].paginator.count == SIZE - 1
    assert page.context["sums"]["women"] == naive_dashboard(clean_sheets(SIZE))["women"] - unknown
