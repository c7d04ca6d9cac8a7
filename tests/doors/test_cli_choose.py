"""mourafaka choose on people's own files, good ones and bad ones."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mourafaka.cli.main import main

APPLICATIONS = "id,score,province\na,70,N\nb,60.5,N\nc,50,S\n"
RULES = 'seats = 2\n\n[[quota]]\ncolumn = "province"\nvalue = "N"\nmax = 1\n'


@pytest.fixture
def ask(tmp_path: Path):
    """Run choose on the given contents of the two files."""

    def run(applications: str | bytes = APPLICATIONS, rules: str = RULES, *options: str) -> Result:
        content = applications if isinstance(applications, bytes) else applications.encode()
        (tmp_path / "a.csv").write_bytes(content)
        (tmp_path / "r.toml").write_text(rules, encoding="utf-8")
        files = [str(tmp_path / "a.csv"), "--rules", str(tmp_path / "r.toml")]
        return CliRunner().invoke(main, ["choose", *files, *options])

    return run


def test_json_on_standard_output_has_the_whole_answer(ask) -> None:
    result = ask(APPLICATIONS, RULES, "--json", "-")

    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "status": "optimal",
        "objective": "120.0000",
        "bound": "120.0000",
        "chosen": ["a", "c"],
        "reserve": ["b"],
        "refused": [
            {
                "id": "b",
                "rank": 2,
                "rule": "province=N max 1",
                "cutoff": "70.0000",
                "gap": "9.5000",
                "needed": "70.0001",
                "instead_of": ["a"],
            }
        ],
        "conflicts": [],
        "relaxation": [],
    }


def test_json_in_a_file_leaves_a_readable_answer_on_the_screen(ask, tmp_path: Path) -> None:
    result = ask(APPLICATIONS, RULES, "--json", str(tmp_path / "answer.json"))

    assert json.loads((tmp_path / "answer.json").read_text())["chosen"] == ["a", "c"]
    assert "Proven: no other choice can have more than 120.0000 points." in result.stdout


def test_rules_that_cannot_hold_end_with_3_and_their_relaxation(ask) -> None:
    result = ask(APPLICATIONS, RULES.replace("seats = 2", "seats = 3"), "--json", "-")

    answer = json.loads(result.stdout)
    assert result.exit_code == 3
    assert (answer["status"], answer["objective"], answer["chosen"]) == ("infeasible", None, [])
    assert answer["conflicts"] == [
        {
            "rules": ["seats", "province=N max 1"],
            "relaxation": [{"rule": "province=N max 1", "from": 1, "to": 2}],
        }
    ]


def test_more_seats_than_applicants_end_with_3(ask) -> None:
    result = ask(APPLICATIONS, "seats = 9\n")

    assert result.exit_code == 3
    assert "seats 9  →  3" in result.stdout


def test_a_budget_and_ties_are_read_from_the_rules(ask) -> None:
    rows = "id,score,cost_mad,C7\na,70,90.50,1\nb,60,50,2\nc,60,50,3\n"

    result = ask(rows, 'seats = 1\nbudget_mad = 60.25\nties = ["C7"]\nreserve = 2\n', "--json", "-")

    answer = json.loads(result.stdout)
    assert (answer["chosen"], answer["reserve"]) == (["c"], ["b"])
    assert [(line["id"], line["rule"]) for line in answer["refused"]] == [("a", "budget"), ("b", "ties")]


@pytest.mark.parametrize(("whom", "ids"), [("none", []), ("all", ["b"]), ("b", ["b"]), ("a", [])])
def test_explain_says_whose_refusal_is_explained(ask, whom: str, ids: list[str]) -> None:
    result = ask(APPLICATIONS, RULES, "--json", "-", "--explain", whom)

    assert [refusal["id"] for refusal in json.loads(result.stdout)["refused"]] == ids


@pytest.mark.parametrize(
    "applications",
    [
        "\ufeff" + APPLICATIONS,
        APPLICATIONS.encode("utf-16"),
        APPLICATIONS.replace(",", ";").replace(".", ","),
        APPLICATIONS.replace(",", "\t"),
        APPLICATIONS.replace("\n", "\r\n"),
        APPLICATIONS.replace("60.5", "٦٠٫٥"),
        APPLICATIONS.replace("\n", "\n\n"),
    ],
    ids=["BOM", "UTF-16", "semicolons", "tabs", "Windows", "Arabic digits", "blank lines"],
)
def test_the_usual_ways_to_write_a_csv_are_understood(ask, applications: str | bytes) -> None:
    result = ask(applications, RULES, "--json", "-")

    assert json.loads(result.stdout)["objective"] == "120.0000"


def test_arabic_text_stays_as_it_is(ask) -> None:
    result = ask("id,score\nتعاونية,70\n", "seats = 1\n", "--json", "-")

    assert json.loads(result.stdout)["chosen"] == ["تعاونية"]


@pytest.mark.parametrize(
    ("applications", "sentence"),
    [
        ("", "a.csv: the file is empty"),
        ("id,score\n", "a.csv: there is a header but no row below it"),
        ("id,province\na,N\n", "a.csv, line 1, column score: the column is missing; found: id, province"),
        ("id,score\na,70\nb,NaN\n", "a.csv, line 3, column score: “NaN” is not a number"),
        ("id,score\na,inf\n", "a.csv, line 2, column score: “inf” is not a number"),
        ("id,score\na,\n", "a.csv, line 2, column score: a number is missing"),
        ("id,score\na,70.12345\n", "a.csv, line 2, column score: “70.12345” has 5 decimal places; at most 4"),
        ("id,score\na,1e3\n", "a.csv, line 2, column score: “1e3” is not a number"),
        ("id,score\na,99999999\n", "a.csv, line 2, column score: 99999999 is out of range"),
        ("id,score\na,70\na,60\n", "a.csv, line 3, column id: “a” already stands on line 2"),
        ("id,score\n,70\n", "a.csv, line 2, column id: the cell is empty"),
        ("id,score,score\na,1,2\n", "a.csv, line 1, column score: two columns have this name"),
        ("id,score\na\n", "a.csv, line 2, column score: the line has 1 cells, the header 2"),
        ("id,score\na,1,2\n", "a.csv, line 2, column 3: “2” stands beyond the last column"),
        ('id,score\n"a,1\n', "a.csv, line 2: not valid CSV"),
        ("id,score\nb,1\na,1\x00\n", "a.csv, line 3: there is a null character"),
        ("id,score\nb,1\né,1\n".encode("latin-1"), "a.csv, line 3: the text is not in UTF-8"),
        ("id,score\na,70\n", "a.csv, line 1, column province: the rules in"),
    ],
)
def test_a_bad_csv_is_refused_with_its_place(ask, applications: str | bytes, sentence: str) -> None:
    result = ask(applications, RULES if "column province" in sentence else "seats = 1\n")

    assert result.exit_code == 2
    assert sentence in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ("", "r.toml: the file is empty"),
        ("seats = \n", "r.toml, line 1, column 9: not valid TOML"),
        ('[[quota]]\ncolumn="province"\nvalue="N"\nmax=1\n', "column seats: the number of seats is missing"),
        ("seats = 0\n", "r.toml, line 1, column seats: 0 is below 1"),
        ("seats = 2.5\n", "r.toml, line 1, column seats: “2.5” is not a whole number"),
        ("seats = 2\nsits = 3\n", "r.toml, line 2, column sits: the key is unknown"),
        ("seats = 2\nbudget_mad = -5\n", "r.toml, line 2, column budget_mad: -5 is negative"),
        ("seats = 2\nbudget_mad = nan\n", "r.toml, line 2, column budget_mad: “NaN” is not an amount"),
        ("seats = 2\nbudget_mad = 5\n", "a.csv, line 1, column cost_mad: the rules in"),
        (RULES + "min = -1\n", "r.toml, line 7, column quota 1, min: -1 is below 0"),
        (
            RULES + "min = 2\n",
            "r.toml, line 6, column quota 1, max: The quota on province=N asks for at least 2",
        ),
        (RULES.replace("max = 1", ""), "r.toml, line 3, column quota 1: the quota has neither min nor max"),
        (RULES.replace('"N"', "9"), "r.toml, line 5, column quota 1, value: a text is needed"),
        (
            RULES + RULES.split("\n\n")[1],
            "r.toml, line 9, column quota 2, value: quota 1 is already on province=N",
        ),
        ("seats = 2\nquota = 3\n", "r.toml, line 2, column quota: write each quota under its own heading"),
        ('seats = 2\nties = "C7"\n', "r.toml, line 2, column ties: a list of columns is needed"),
        ('seats = 2\nties = ["C7"]\n', "a.csv, line 1, column C7: the rules in"),
    ],
)
def test_bad_rules_are_refused_with_their_place(ask, rules: str, sentence: str) -> None:
    result = ask(APPLICATIONS, rules)

    assert result.exit_code == 2
    assert sentence in result.stderr


def test_a_missing_file_is_refused(ask, tmp_path: Path) -> None:
    result = CliRunner().invoke(
        main, ["choose", str(tmp_path / "no.csv"), "--rules", str(tmp_path / "no.toml")]
    )

    assert result.exit_code == 2
    assert "no.toml: cannot be read" in result.stderr


def test_an_unknown_id_to_explain_is_refused(ask) -> None:
    result = ask(APPLICATIONS, RULES, "--explain", "z")

    assert result.exit_code == 2
    assert "no application has the id “z”" in result.stderr


def test_an_answer_that_cannot_be_written_is_refused(ask, tmp_path: Path) -> None:
    result = ask(APPLICATIONS, RULES, "--json", str(tmp_path / "nowhere" / "answer.json"))

    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_totals_of_a_long_file_are_exact(ask) -> None:
    lines = [f"T{place:05},{60 + place % 7}.{place % 10000:04}" for place in range(50_000)]
    best = sorted((Decimal(line.split(",")[1]) for line in lines), reverse=True)[:33]

    result = ask("id,score\n" + "\n".join(lines) + "\n", "seats = 33\n", "--json", "-", "--explain", "none")

    assert json.loads(result.stdout)["objective"] == str(sum(best))


def test_the_command_loads_neither_django_nor_the_database() -> None:
    code = "import sys, mourafaka.cli.choose; print([m for m in ('django', 'rich', 'sqlite3') if m in sys.modules])"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert loaded.stdout.strip() == "[]"
