import json

from click.testing import CliRunner

from mourafaka.cli.main import main
from tests.press_corpus import page


def test_a_stored_page_is_printed_as_json(tmp_path):
    made = page("fr", 1)
    (tmp_path / "page.txt").write_text(made.text(), encoding="utf-8")

    answer = CliRunner().invoke(main, ["press", "read", str(tmp_path / "page.txt"), "--json"])

    assert answer.exit_code == 0
    read = json.loads(answer.stdout)
    assert read["headlines"] == [{"text": text, "lang": lang} for text, lang in made.river]
    assert read["article"] == {
        "title": made.title,
        "publisher": made.paper,
        "published_on": made.published_on.isoformat(),
        "lang": "fr",
        "paragraphs": made.paragraphs,
        "source_label": made.lines[2],
    }
    assert read["image_notice"] == made.lines[0]


def test_a_stored_page_is_read_by_people_too_and_from_standard_input():
    made = page("ar", 1)

    answer = CliRunner().invoke(main, ["press", "read", "-"], input=made.text())

    assert answer.exit_code == 0
    assert answer.stdout.startswith(f"{made.title}\n{made.paper}, {made.published_on.isoformat()} (ar)\n")


def test_what_is_no_stored_page_is_refused_without_traceback(tmp_path):
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 20)

    answers = [
        CliRunner().invoke(main, ["press", "read", str(tmp_path / name)]) for name in ("noise.bin", "absent")
    ]

    assert [answer.exit_code for answer in answers] == [2, 2]
    assert "the file is no text" in answers[0].output
    assert "cannot be read" in answers[1].output
