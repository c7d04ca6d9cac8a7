import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from mourafaka.cli.plan_visits import plan_visits

COOPERATIVES = "id,lat,lon,visits,language\na,30.1,-9.1,2,ar\nb,30.2,-9.1,2,\nc,30.3,-9.2,1,zgh\n"
COACHES = "id,lat,lon,languages,days_per_month\nk,30.0,-9.0, AR ;fr,2\nl,30.5,-9.5,zgh,1\n"
MATRIX = "from,to,km\n" + "".join(f"{x},{y},10\n" for x in "abckl" for y in "abckl" if x != y)


@pytest.fixture
def run(tmp_path):
    """Call the command on files made from text."""

    def call(*options, **files):
        paths = {}
        for name, content in ({"cooperatives": COOPERATIVES, "coaches": COACHES} | files).items():
            paths[name] = tmp_path / f"{name}.csv"
            paths[name].write_text(content, encoding="utf-8")
        arguments = [str(paths.pop("cooperatives")), str(paths.pop("coaches")), "--months", "4"]
        for name, path in paths.items():
            arguments += [f"--{name}", str(path)]
        return CliRunner().invoke(plan_visits, [*arguments, *options])

    return call


def test_the_answer_is_a_csv_of_visits(run):
    result = run()

    header, *visits = result.stdout.splitlines()
    assert (header, len(visits)) == ("month,coach,tour,cooperative,number", 5)


def test_the_json_answer_has_visits_tours_travel_and_bound(run):
    answer = json.loads(run("--json").stdout)

    assert set(answer["visits"][0]) == {"cooperative", "coach", "number", "month", "tour"}
    assert set(answer["tours"][0]) == {"id", "coach", "month", "days", "stops", "km"}
    assert answer["gap"] == (answer["travel_km"] - answer["bound_km"]) / answer["bound_km"]


def test_one_coach_is_kept_for_each_cooperative_when_asked(run):
    coaches = "id,lat,lon,languages,days_per_month\nleft,30,-9,ar,1\nright,30,-8,ar,1\n"
    places = "id,lat,lon,visits,language\na,30.5,-8.9,1,ar\nb,30.5,-8.5,2,ar\nc,30.5,-8.1,1,ar\n"

    free, kept = (
        json.loads(run(*options, "--json", cooperatives=places, coaches=coaches).stdout)
        for options in ((), ("--one-coach",))
    )

    assert (kept["split"], kept["coach_changes"]) == ([], 0)
    assert free["coach_changes"] == len(free["split"]) == 1
    assert free["travel_km"] < kept["travel_km"]


def test_a_travel_matrix_takes_the_place_of_great_circles(run):
    answer = json.loads(run("--json", travel=MATRIX).stdout)

    assert answer["travel_km"] == 80


@pytest.mark.parametrize(
    "files",
    [
        {"cooperatives": "\ufeff" + COOPERATIVES},
        {"cooperatives": COOPERATIVES.replace("id,lat,lon,visits", " Id , LAT , Lon , Visits ")},
        {"cooperatives": COOPERATIVES.replace(".", "٫").replace("30", "٣٠").replace("-9", "−٩")},
        {"cooperatives": COOPERATIVES.replace(",", ";").replace(".", ",")},
        {"coaches": COACHES.replace(" AR ;fr", '" AR ;fr"').replace(",", ";").replace(".", ",")},
        {"coaches": COACHES.replace(",", ";").replace(".", ",") + ";;;;\n"},
        {"coaches": COACHES.replace("days_per_month", "Days per month")},
    ],
)
def test_files_as_spreadsheets_write_them_give_the_same_plan(run, files):
    expected, answer = json.loads(run("--json").stdout), json.loads(run("--json", **files).stdout)

    assert (answer["travel_km"], answer["visits"]) == (expected["travel_km"], expected["visits"])


def test_a_held_visit_stays_where_it_is(run):
    held = "cooperative,number,month,coach\na,1,4,l\n"

    visits = json.loads(run("--json", held=held).stdout)["visits"]

    assert [(v["coach"], v["month"]) for v in visits if (v["cooperative"], v["number"]) == ("a", 1)] == [
        ("l", 4)
    ]


def test_no_visit_to_plan_is_an_empty_plan(run):
    result = run("--json", cooperatives="id,lat,lon,visits,language\na,30,-9,0,\n")

    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["visits"], answer["gap"]) == (0, [], 0)


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"coaches": COACHES.replace("zgh", "fr")}, "no coach has the language zgh: c cannot be visited"),
        ({"cooperatives": COOPERATIVES + "d,30,-9,5,ar\n"}, "cooperative d: 5 visits in 4 months"),
        ({"coaches": COACHES.replace("zgh,1", "zgh,0")}, "language zgh, months 1-4: 1 visits"),
    ],
)
def test_what_cannot_be_met_is_named_and_exits_with_3(run, files, sentence):
    result = run("--json", **files)

    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["status"]) == (3, "infeasible")
    assert sentence in result.stderr
    assert sentence in " ".join(found["sentence"] for found in answer["conflicts"])


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"cooperatives": ""}, "cooperatives.csv: the file is empty"),
        ({"coaches": "id,lat,lon,languages,days_per_month\n"}, "there is a header but no row below it"),
        ({"cooperatives": COOPERATIVES + "a,30,-9,1,\n"}, "cooperatives.csv, line 5, column id"),
        ({"coaches": COACHES + "k,30,-9,ar,1\n"}, "coaches.csv, line 4, column id"),
        (
            {"cooperatives": "id,lat,lon,visits\na,30,-9,1\n"},
            "line 1, column language: the column is missing",
        ),
        (
            {"cooperatives": COOPERATIVES.replace("30.1", "91")},
            "line 2, column lat: 91 is not between -90 and 90",
        ),
        ({"cooperatives": COOPERATIVES.replace("-9.2", "-190")}, "line 4, column lon: -190 is not between"),
        (
            {"cooperatives": COOPERATIVES.replace("30.1", "north")},
            "line 2, column lat: “north” is not a number",
        ),
        ({"cooperatives": COOPERATIVES.replace(",2,ar", ",-2,ar")}, "line 2, column visits: -2 is below 0"),
        ({"cooperatives": COOPERATIVES.replace(",2,ar", ",2.5,ar")}, "“2.5” is not a whole number"),
        ({"cooperatives": COOPERATIVES.replace(",2,ar", ",,ar")}, "column visits: a number is missing"),
        ({"cooperatives": COOPERATIVES.replace("zgh", "zgh;ar")}, "a cooperative has one language, or none"),
        (
            {"coaches": COACHES.replace("fr,2", "fr,-1")},
            "coaches.csv, line 2, column days_per_month: -1 is below",
        ),
        ({"coaches": COACHES.replace("fr,2", "fr,32")}, "column days_per_month: 32 is more than a month has"),
        ({"coaches": COACHES.replace("fr,2", "fr,two")}, "column days_per_month: “two” is not a number"),
        ({"travel": MATRIX.replace("a,k,10\n", "")}, "the way from “a” to “k” is missing"),
        ({"travel": MATRIX + "a,b,3\n"}, "already stands on line 2"),
        ({"travel": MATRIX + "z,b,3\n"}, "no cooperative or coach has the id “z”"),
        ({"travel": MATRIX.replace("a,b,10", "a,b,-1")}, "line 2, column km: -1 is below 0"),
        (
            {"coaches": COACHES.replace("k,30", "a,30"), "travel": MATRIX},
            "the travel matrix is ambiguous",
        ),
        ({"held": "cooperative,number,month,coach\nz,1,1,k\n"}, "no cooperative has the id “z”"),
        ({"held": "cooperative,number,month,coach\na,1,1,z\n"}, "no coach has the id “z”"),
        ({"held": "cooperative,number,month,coach\na,1,5,k\n"}, "5 is after the last month, 4"),
        (
            {"held": "cooperative,number,month,coach\na,1,1,k\na,1,2,k\n"},
            "visit 1 of “a” already stands on line 2",
        ),
        (
            {"held": "cooperative,number,month,coach,tour\na,1,1,k,t\na,2,1,k,t\n"},
            "“a” stands twice in the tour “t”",
        ),
    ],
)
def test_a_fault_in_a_file_is_named_with_its_place_and_exit_code_2(run, files, sentence):
    result = run(**files)

    assert result.exit_code == 2
    assert sentence in result.stderr


@pytest.mark.parametrize("option", [("--months", "0"), ("--visits-per-day", "0"), ("--months", "x")])
def test_an_option_that_makes_no_sense_is_refused(run, option):
    assert run(*option).exit_code == 2


def test_nothing_but_the_answer_reaches_standard_output(tmp_path):
    (tmp_path / "a.csv").write_text(COOPERATIVES)
    (tmp_path / "k.csv").write_text(COACHES)
    code = "from mourafaka.cli.plan_visits import plan_visits; plan_visits()"
    arguments = ["a.csv", "k.csv", "--json"]

    result = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert json.loads(result.stdout)["status"] == "optimal"


def test_the_command_starts_without_django_nor_numpy():
    code = "import sys, mourafaka.cli.plan_visits; print(sorted({'django', 'numpy', 'highspy'} & set(sys.modules)))"

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert result.stdout.strip() == "[]"
