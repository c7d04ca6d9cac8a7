"""Cooperatives from a file: nothing is lost, nothing is guessed, one bad row never blocks the others."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from mourafaka.foundations.imports import services, tasks
from mourafaka.foundations.imports.columns import SPECS
from mourafaka.foundations.imports.models import ImportBatch
from mourafaka.foundations.imports.reading import open_table
from mourafaka.foundations.tables import csv_bytes, xlsx_bytes
from mourafaka.registry.importing import COOPERATIVES
from mourafaka.registry.models import Cooperative
from tests.factories.registry import CooperativeFactory, valid_ice, valid_rib
from tests.factories.territory import ProvinceFactory
from tests.refusing import refused_with

pytestmark = pytest.mark.django_db
HEADERS = ["Nom", "Province", "Secteur", "Adhérents", "Femmes"]


@pytest.fixture
def hq(territory: Any, users: Any) -> Any:
    return users("manager")


def sent(actor: Any, rows: list[list[Any]], headers: list[str] = HEADERS, **options: Any) -> ImportBatch:
    content = xlsx_bytes(headers, rows)
    batch = services.send_file("cooperatives", actor=actor, content=content, name="a.xlsx", options=options)
    return checked(batch, actor)


def checked(batch: ImportBatch, actor: Any) -> ImportBatch:
    services.start_check(batch, actor=actor)
    services.check(batch)
    return batch


def recorded(batch: ImportBatch, actor: Any) -> ImportBatch:
    services.start_import(batch, actor=actor)
    services.run_import(batch)
    return batch


def faults(batch: ImportBatch) -> list[tuple[int, str, str]]:
    return [
        (row.line, error["column"], error["code"])
        for row in batch.rows.order_by("line")
        for error in row.errors
    ]


def test_one_bad_row_never_blocks_the_others(hq: Any) -> None:
    rows = [
        ["Tifaout", "Taroudant", "argan", 12, 9],
        ["", "Tata", "argan", 8, 1],
        ["Izem", "TIZNIT", "argane", 5, 5],
    ]

    batch = recorded(sent(hq, rows), hq)

    assert list(Cooperative.objects.values_list("name_fr", "province_id")) == [
        ("Tifaout", "09.541"),
        ("Izem", "09.581"),
    ]
    assert (faults(batch), batch.tally()["done"]) == ([(3, "name_fr", "name_missing")], 2)


def test_a_dry_run_records_nothing(hq: Any) -> None:
    batch = sent(hq, [["Tifaout", "Taroudant", "argan", 12, 9]])

    assert (batch.tally()["ready"], Cooperative.objects.count()) == (1, 0)


def test_each_cell_says_what_is_wrong_with_it(hq: Any) -> None:
    headers = [
        "Nom",
        "Province",
        "Secteur",
        "ICE",
        "RIB",
        "Date d'immatriculation",
        "Adhérents",
        "Femmes",
        "Tél",
    ]
    good = ["A", "Tata", "argan", valid_ice(1), valid_rib(1), "14/03/2019", "9", "3", "0661234567"]
    bad = {3: "123", 4: "9" * 24, 5: "31/02/2019", 6: "-3", 7: "3,5", 8: "bonjour"}
    rows = [[*good[:i], text, *good[i + 1 :]] for i, text in bad.items()]

    assert faults(sent(hq, rows, headers)) == [
        (2, "ice", "ice_not_15_digits"),
        (3, "rib", "rib_wrong_key"),
        (4, "registered_on", "cell_not_a_date"),
        (5, "members_total", "cell_not_a_count"),
        (6, "women", "cell_not_a_count"),
        (7, "phone", "phone_unreadable"),
    ]


def test_more_women_than_members_is_refused(hq: Any) -> None:
    assert faults(sent(hq, [["A", "Tata", "argan", 5, 6]])) == [(2, "women", "part_exceeds_total")]


def test_arabic_digits_and_lost_zeros_are_understood(hq: Any) -> None:
    ice = valid_ice(1561191)
    headers = ["اسم التعاونية", "الإقليم", "القطاع", "ICE", "المنخرطون"]

    recorded(sent(hq, [["تعاونية أركان", "تارودانت", "أركان", int(ice), "١٢"]], headers), hq)

    made = Cooperative.objects.get()
    assert (made.ice, made.member_stats.get().members_total) == (ice, 12)


def test_an_unrecognised_name_is_asked_once_and_never_guessed(hq: Any) -> None:
    rows = [["A", "Tarudant", "argan", 5, 1], ["B", "Tarudant", "argan", 5, 1], ["C", "Tata", "argan", 5, 1]]

    batch = sent(hq, rows)

    assert batch.tally() == {"waiting": 2, "refused": 0, "ready": 1, "done": 0}
    assert [(q["text"], q["rows"], q["candidates"][0][0]) for q in batch.questions] == [
        ("Tarudant", 2, "09.541")
    ]


def test_an_answer_holds_for_every_row_of_the_file(hq: Any) -> None:
    batch = sent(hq, [["A", "Tarudant", "argan", 5, 1], ["B", "Tarudant", "argan", 5, 1]])

    services.answer_questions(batch, actor=hq, answers={batch.questions[0]["key"]: "09.541"})
    recorded(checked(batch, hq), hq)

    assert set(Cooperative.objects.values_list("province_id", flat=True)) == {"09.541"}


def test_none_of_these_leaves_the_rows_to_correct(hq: Any) -> None:
    batch = sent(hq, [["A", "Nulle part", "argan", 5, 1]])

    services.answer_questions(batch, actor=hq, answers={batch.questions[0]["key"]: "-"})

    assert faults(checked(batch, hq)) == [(2, "province", "name_not_recognised")]


def test_the_same_cooperative_twice_in_a_file_is_recorded_once(hq: Any) -> None:
    rows = [["Tifaout", "Tata", "argan", 5, 1], ["Coopérative TIFAOUT", "Tata", "argan", 5, 1]]

    batch = recorded(sent(hq, rows), hq)

    assert (Cooperative.objects.count(), faults(batch)) == (1, [(3, "name_fr", "already_registered")])


def test_names_alike_are_recorded_when_the_person_says_so(hq: Any) -> None:
    CooperativeFactory(name_fr="Tifaout", province=ProvinceFactory(code="09.551"))

    recorded(sent(hq, [["Tifaout", "Tata", "argan", 5, 1]], even_if_alike=True), hq)

    assert Cooperative.objects.count() == 2


def test_a_file_imported_twice_registers_nothing_more(hq: Any) -> None:
    rows = [["A", "Tata", "argan", 5, 1], ["B", "Tata", "argan", 5, 1]]
    recorded(sent(hq, rows), hq)

    batch = recorded(sent(hq, rows), hq)

    assert (Cooperative.objects.count(), batch.tally()["refused"]) == (2, 2)


def test_a_delegate_registers_only_the_rows_of_their_territory(hq: Any, users: Any, territory: Any) -> None:
    territory()
    delegate = users("delegate", "09")

    batch = recorded(sent(delegate, [["A", "Tata", "argan", 5, 1], ["B", "Zagora", "argan", 5, 1]]), delegate)

    assert faults(batch) == [(3, "province", "not_your_territory")]


def test_work_taken_up_again_does_no_row_twice(hq: Any) -> None:
    batch = sent(hq, [[f"C{n}", "Tata", "argan", 5, 1] for n in range(6)])
    services.start_import(batch, actor=hq)
    reader = services._reader(batch)
    services.import_rows(batch, actor=hq, reader=reader, seconds=0)  # one row, then the worker dies

    services.run_import(ImportBatch.objects.get(pk=batch.pk))

    assert (Cooperative.objects.count(), batch.tally()["done"]) == (6, 6)


def test_an_import_stops_when_asked_and_the_rest_stays_ready(hq: Any) -> None:
    batch = sent(hq, [[f"C{n}", "Tata", "argan", 5, 1] for n in range(300)])
    services.start_import(batch, actor=hq)
    services.ask_to_stop(batch, actor=hq)

    services.run_import(batch)

    tally = batch.tally()
    assert (tally["ready"] > 0, tally["ready"] + tally["done"], batch.state) == (True, 300, "checked")


def test_two_people_starting_one_import_at_once_start_it_once(hq: Any) -> None:
    batch = sent(hq, [["A", "Tata", "argan", 5, 1]])
    same = ImportBatch.objects.get(pk=batch.pk)
    services.start_import(batch, actor=hq)

    with refused_with("import_busy"):
        services.start_import(same, actor=hq)


def test_a_required_column_must_be_matched(hq: Any) -> None:
    batch = services.send_file(
        "cooperatives", actor=hq, content=csv_bytes(["Nom", "Lieu"], [["A", "Tata"]]), name="a.csv"
    )

    with refused_with("column_unmatched"):
        services.match_columns(batch, actor=hq, mapping={"0": "name_fr", "1": "province"})
    with refused_with("column_twice"):
        services.match_columns(batch, actor=hq, mapping={"0": "name_fr", "1": "name_fr"})
    with refused_with("column_unknown"):
        services.match_columns(batch, actor=hq, mapping={"0": "rm -rf"})


def test_headers_without_rows_are_refused(hq: Any) -> None:
    with refused_with("file_without_rows"):
        services.send_file("cooperatives", actor=hq, content=csv_bytes(HEADERS, []), name="a.csv")


def test_a_file_that_breaks_half_way_leaves_no_row_and_says_where(hq: Any) -> None:
    lines = [f"C{n};Tata;argan" for n in range(40)]
    content = ("Nom;Province;Secteur\n" + "\n".join(lines) + '\n"' + "x" * 1_100_000).encode()
    batch = services.send_file("cooperatives", actor=hq, content=content, name="a.csv")

    checked(batch, hq)

    assert (batch.rows.count(), batch.fault["code"], batch.state) == (0, "file_broken_at_line", "uploaded")
    assert "42" in batch.fault_sentence


def test_who_may_not_register_may_not_import(users: Any) -> None:
    with refused_with("not_allowed"):
        services.send_file("cooperatives", actor=users("coach"), content=b"a;b\n1;2", name="a.csv")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_template_is_understood_by_the_import_itself(hq: Any, client_as: Any, language: str) -> None:
    url = reverse("imports:template", args=["cooperatives", "xlsx"])

    answer = client_as(hq).get(url, headers={"accept-language": language})

    headers = open_table(answer.content).headers
    assert len(SPECS["cooperatives"].match(headers)) == len(COOPERATIVES.columns)
    assert len(load_workbook(io.BytesIO(answer.content)).sheetnames) == 3


def test_an_export_sent_back_is_understood(hq: Any, client_as: Any, territory: Any) -> None:
    cooperative = CooperativeFactory(name_fr="Tifaout", province=ProvinceFactory(code="09.551"), members=9)
    content = client_as(hq).get(reverse("registry:export", args=["xlsx"])).content
    Cooperative.objects.update(name_fr="Autre", name_key="autre", ice="")
    batch = services.send_file("cooperatives", actor=hq, content=content, name="a.xlsx")

    recorded(checked(batch, hq), hq)

    again = Cooperative.objects.exclude(pk=cooperative.pk).get()
    assert (again.name_fr, again.ice, again.province_id, again.registered_on) == (
        "Tifaout",
        cooperative.ice,
        "09.551",
        cooperative.registered_on,
    )


def test_the_pages_lead_from_the_file_to_the_register(hq: Any, client_as: Any) -> None:
    client = client_as(hq)
    rows = [
        ["A", "Tarudant", "argan", 5, 1],
        ["B", "Tata", "argan", "beaucoup", 1],
        ["C", "Tata", "argan", 5, 1],
    ]
    file = SimpleUploadedFile("a.xlsx", xlsx_bytes(HEADERS, rows))

    page = client.post(reverse("imports:new", args=["cooperatives"]), {"file": file})
    batch = ImportBatch.objects.get()
    mapping = {f"column-{i}": name for i, name in batch.mapping.items()}
    client.post(reverse("imports:columns", args=[batch.pk]), mapping)
    asked = client.get(page.url).content.decode()
    client.post(reverse("imports:answers", args=[batch.pk]), {"answer-0": "09.541"})
    client.post(reverse("imports:start", args=[batch.pk]))

    report = client.get(page.url).content.decode()
    assert ("Tarudant" in asked, "beaucoup" in report) == (True, True)
    assert set(Cooperative.objects.values_list("name_fr", flat=True)) == {"A", "C"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_rows_to_correct_come_back_with_their_reasons_and_can_be_sent_again(
    hq: Any, client_as: Any, kind: str
) -> None:
    batch = sent(hq, [["=A", "Tata", "argan", "beaucoup", 1], ["C", "Tata", "argan", 5, 1]])

    content = client_as(hq).get(reverse("imports:to_correct", args=[batch.pk, kind])).content

    table = open_table(content)
    rows = [cells for _line, cells in table.rows]
    assert table.headers[1:-1] == HEADERS
    assert [(row[0], row[1], "beaucoup" in row[-1]) for row in rows] == [("2", "=A", True)]


@pytest.mark.parametrize("content", [b"", b"x", b"PK\x03\x04zzz", b"\xd0\xcf\x11\xe0aaaa", b"a;b\n"])
def test_a_file_that_cannot_be_read_is_said_beside_its_field(hq: Any, client_as: Any, content: bytes) -> None:
    answer = client_as(hq).post(
        reverse("imports:new", args=["cooperatives"]), {"file": SimpleUploadedFile("a.csv", content)}
    )

    assert (answer.status_code, "file" in answer.context["form"].errors) == (422, True)


def test_an_import_is_seen_by_its_sender_only(hq: Any, users: Any, client_as: Any) -> None:
    batch = sent(hq, [["A", "Tata", "argan", 5, 1]])
    other = client_as(users("manager"))

    codes = [other.get(reverse("imports:batch", args=[batch.pk])).status_code]
    codes += [
        other.post(reverse(f"imports:{verb}", args=[batch.pk])).status_code
        for verb in ("start", "answers", "stop")
    ]

    assert codes == [404] * 4


def test_reasons_are_in_the_language_of_the_reader(hq: Any) -> None:
    row = sent(hq, [["", "Tata", "argan", 5, 1]]).rows.get()

    with translation.override("fr"):
        french = row.sentences[0]
    with translation.override("ar"):
        arabic = row.sentences[0]

    assert ("besoin d’un nom" in french, "اسم" in arabic) == (True, True)


def test_the_worker_finds_nothing_to_do_the_second_time(hq: Any) -> None:
    batch = sent(hq, [["A", "Tata", "argan", 5, 1]])
    services.start_import(batch, actor=hq)

    for _ in range(2):
        tasks.work.func(batch.pk)

    assert Cooperative.objects.count() == 1


def test_the_list_of_imports_asks_as_many_queries_for_many_as_for_few(hq: Any, client_as: Any) -> None:
    client, url = client_as(hq), reverse("imports:index")
    sent(hq, [["A", "Tata", "argan", 5, 1]])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for n in range(9):
        sent(hq, [[f"B{n}", "Tata", "argan", 5, 1]])

    with CaptureQueriesContext(connection) as many:
        client.get(url)

    assert len(many) == len(few)
