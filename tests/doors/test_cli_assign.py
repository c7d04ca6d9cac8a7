import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from mourafaka.cli.assign import assign

APPLICATIONS = "id,language,sector\na,fr,argan\nb,zgh,miel\nc,zgh,miel\n"
REVIEWERS = "id,languages,sectors,min,max\nr,fr zgh,argan,,3\ns,fr;zgh,miel,1,\nt,fr,,,3\n"


@pytest.fixture
def run(tmp_path):
    """Call the command on files made from text."""

    def call(*options, **files):
        paths = {}
        for name, content in ({"applications": APPLICATIONS, "reviewers": REVIEWERS} | files).items():
            paths[name] = tmp_path / f"{name}.csv"
            paths[name].write_text(content, encoding="utf-8")
        arguments = [str(paths.pop("applications")), str(paths.pop("reviewers"))]
        for name, path in paths.items():
            arguments += [f"--{name}", str(path)]
        return CliRunner().invoke(assign, [*arguments, *(options or ("--per-application", "2"))])

    return call


def test_the_answer_is_a_csv_of_pairs(run):
    result = run()

    header, *pairs = result.stdout.splitlines()
    assert header == "application,reviewer"
    assert {"b,r", "b,s", "c,r", "c,s"} < set(pairs)
    assert len(pairs) == 6


def test_the_json_answer_carries_the_proof_and_the_loads(run):
    answer = json.loads(run("--per-application", "2", "--json", "-").stdout)

    assert answer["status"] == "optimal"
    assert answer["objective"] == answer["bound"]
    assert sum(answer["loads"].values()) == 6


def test_a_conflict_is_respected(run):
    result = run(conflicts="application,reviewer\na,r\n")

    assert {"a,s", "a,t"} < set(result.stdout.splitlines())


def test_a_pinned_pair_is_kept(run):
    result = run("--per-application", "1", pinned="application,reviewer\na,t\n")

    assert "a,t" in result.stdout.splitlines()


def test_without_languages_anybody_reads_anything(run):
    assert run(reviewers="id\nr\ns\n").exit_code == 0


def test_an_impossible_assignment_names_the_bottleneck_and_exits_with_3(run):
    result = run("--per-application", "3")

    assert result.exit_code == 3
    assert "language zgh: 2 applications need 6 readings, 2 reviewers can give 4" in result.stderr
    assert result.stdout == ""


def test_an_impossible_assignment_is_told_in_json_too(run):
    result = run("--per-application", "3", "--json", "-")

    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["status"], answer["bottlenecks"][0]["needed"]) == (3, "infeasible", 6)


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"applications": ""}, "applications.csv: the file is empty"),
        ({"applications": "id\na\na\n"}, "applications.csv, line 3, column id"),
        ({"applications": "name\na\n"}, "applications.csv, line 1, column id"),
        ({"reviewers": "id,max\nr,two\n"}, "reviewers.csv, line 2, column max: “two” is not a number"),
        ({"reviewers": "id,max\nr,2.5\n"}, "reviewers.csv, line 2, column max"),
        ({"reviewers": "id,max\nr,-1\n"}, "reviewers.csv, line 2, column max: -1 is below 0"),
        ({"reviewers": "id,min,max\nr,5,2\n"}, "the maximum 2 is under the minimum 5"),
        ({"conflicts": "application,reviewer\nz,r\n"}, "no application has the id “z”"),
        ({"conflicts": "application,reviewer\na,z\n"}, "no reviewer has the id “z”"),
        ({"conflicts": "application,reviewer\na,r\na,r\n"}, "conflicts.csv, line 3"),
        (
            {"conflicts": "application,reviewer\na,r\n", "pinned": "application,reviewer\na,r\n"},
            "pinned though they are in conflict",
        ),
    ],
)
def test_a_fault_in_a_file_is_named_with_its_place_and_exit_code_2(run, files, sentence):
    result = run(**files)

    assert result.exit_code == 2
    assert sentence in result.stderr


@pytest.mark.parametrize("number", ["0", "-1", "three"])
def test_a_number_of_readings_that_makes_no_sense_is_refused(run, number):
    assert run("--per-application", number).exit_code == 2


def test_nothing_but_the_answer_reaches_standard_output(tmp_path):
    (tmp_path / "a.csv").write_text(APPLICATIONS)
    (tmp_path / "r.csv").write_text(REVIEWERS)
    code = "from mourafaka.cli.assign import assign; assign()"
    arguments = ["a.csv", "r.csv", "--per-application", "2", "--json", "-"]

    result = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert json.loads(result.stdout)["status"] == "optimal"


@pytest.mark.parametrize("module", ["assign", "calibrate"])
def test_the_commands_start_without_django_nor_numpy(module):
    code = f"import sys, mourafaka.cli.{module}; print(sorted({{'django', 'numpy', 'highspy'}} & set(sys.modules)))"

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert result.stdout.strip() == "[]"
