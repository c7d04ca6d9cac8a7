"""Leaving the spreadsheets on a phone: a defective workbook is read, answered, imported, and its figures stand."""

from __future__ import annotations

from typing import Any

import pytest

from mourafaka.territory.services import load_reference
from tests.engine.workbooks import clean_sheets, naive_dashboard, written

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZE = 12


def defective() -> dict[str, list[list[Any]]]:
    """Every defect of today's sheets: spaces in headers, regions in several spellings, numbers as text, blanks, a
    repeated identifier, a total; governance misspelt as it is there."""
    sheets = clean_sheets(SIZE)
    coops = sheets["cooperatives"]
    coops[0] = [f"{header}  " for header in coops[0]]
    coops[1][2], coops[2][2] = "SOUSS MASSA ", "souss-massa"
    for row in coops[1:4]:
        row[7] = f" {row[7]} "
    sheets["coaching"][1][3] = None
    coops.append(list(coops[1]))
    coops.append(["Total", *[None] * 6, 999, 999, None, None, 1])
    return sheets


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_defective_workbook_goes_from_the_file_to_todays_figures(
    open_page: Any, violations: Any, sideways: Any, users: Any, client_as: Any, language: str
) -> None:
    load_reference(communes=False)
    page = open_page(
        "/results/workbook/send/", language=language, width=320, client=client_as(users("manager"))
    )
    wrong = [(violations(page), sideways(page))]
    page.locator("input[type=file]").set_input_files(
        {"name": "today.xlsx", "mimeType": "application/octet-stream", "buffer": written(defective())}
    )
    page.locator("main form button").last.click()
    page.wait_for_url("**/results/workbook/*/")
    wrong.append((violations(page), sideways(page)))

    page.locator("form[action$='/answers/'] select:has(option[value=oui])").first.select_option("non")
    page.locator("form[action$='/answers/'] button").last.click()
    page.wait_for_load_state()
    page.locator("form[action$='/import/'] button").click()
    page.wait_for_url("**/results/workbook/")
    wrong.append((violations(page), sideways(page)))
    figures = page.locator("main .figures dd a bdi").all_inner_texts()
    page.locator("main .figures dd a").first.click()
    page.wait_for_url("**/rows/**")
    wrong.append((violations(page), sideways(page)))

    expected = naive_dashboard(clean_sheets(SIZE))
    assert figures[0] == str(expected["cooperatives"])
    assert figures[1].replace("\u202f", "").replace("\xa0", "") == str(expected["members"])
    assert page.locator("main tbody tr").count() == SIZE
    assert wrong == [([], 0)] * 4
