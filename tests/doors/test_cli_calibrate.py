import json

import pytest
from click.testing import CliRunner

from mourafaka.cli.calibrate import calibrate

MARKS = "application,reviewer,mark\na,r,60\na,s,70\nb,r,50\nb,s,61\n"


def run(tmp_path, content, *options):
    path = tmp_path / "marks.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return CliRunner().invoke(calibrate, [str(path), *options])


def test_the_answer_has_raw_and_adjusted_scores_and_severities(tmp_path):
    answer = json.loads(run(tmp_path, MARKS).stdout)

    assert [line["application"] for line in answer["applications"]] == ["a", "b"]
    assert answer["applications"][0]["raw"] == 65.0
    assert answer["severity"]["s"] > 0 > answer["severity"]["r"]
    assert answer["components"] == [["r", "s"]]


def test_the_answer_can_go_to_a_file(tmp_path):
    target = tmp_path / "answer.json"

    result = run(tmp_path, MARKS, "--json", str(target))

    assert result.stdout == ""
    assert json.loads(target.read_text())["separable"] is True


def test_arabic_digits_and_semicolons_are_read(tmp_path):
    result = run(tmp_path, "application;reviewer;mark\na;r;٦٠\na;s;٧٠,٥\n")

    assert json.loads(result.stdout)["applications"][0]["raw"] == 65.25


def test_groups_that_are_not_comparable_are_said_beside_the_answer(tmp_path):
    result = run(tmp_path, "application,reviewer,mark\na,r,60\na,s,70\nb,t,50\nb,u,61\n")

    assert len(json.loads(result.stdout)["components"]) == 2
    assert "2 groups" in result.stderr


def test_applications_read_once_are_said_not_to_be_adjusted(tmp_path):
    result = run(tmp_path, "application,reviewer,mark\na,r,60\nb,s,70\n")

    assert "nothing is adjusted" in result.stderr


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "the file is empty"),
        ("application,reviewer,mark\n", "no row"),
        ("application,mark\na,60\n", "line 1, column reviewer"),
        (MARKS.replace("70", "NaN"), "line 3, column mark: “NaN” is not a number"),
        (MARKS.replace("70", ""), "line 3, column mark: a number is missing"),
        (MARKS.replace("b,r", ",r"), "line 4, column application"),
        (MARKS + "a,r,55\n", "line 6, column reviewer: “a” and “r” already stand together on line 2"),
        (MARKS.encode("utf-16-le"), "marks.csv"),
        ("application,reviewer,mark\né,r,60\n".encode("latin-1"), "not in UTF-8"),
    ],
)
def test_a_fault_in_the_file_is_named_with_its_place_and_exit_code_2(tmp_path, content, sentence):
    result = run(tmp_path, content)

    assert result.exit_code == 2
    assert sentence in result.stderr


def test_a_file_that_is_not_there_is_bad_input():
    result = CliRunner().invoke(calibrate, ["nowhere.csv"])

    assert (result.exit_code, "nowhere.csv" in result.stderr) == (2, True)


def test_a_target_that_cannot_be_written_is_bad_input(tmp_path):
    result = run(tmp_path, MARKS, "--json", str(tmp_path / "no" / "answer.json"))

    assert (result.exit_code, "cannot be written" in result.stderr) == (2, True)
