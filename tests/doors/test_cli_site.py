"""Commands that work on a site already there, where there is none."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from mourafaka.cli import site
from mourafaka.cli.main import main

SENTENCE = "The database is not set up for this version."


@pytest.mark.parametrize(
    "words",
    [
        ["retention"],
        ["verify", "--database"],
        ["bundle", "souss-massa-2", "--out", "bundle.zip"],
        ["press", "fetch"],
    ],
)
def test_a_command_on_a_database_of_another_version_says_so(words, monkeypatch):
    monkeypatch.setattr(site, "waiting_migrations", lambda: ["one"])

    result = CliRunner().invoke(main, words)

    assert (result.exit_code, SENTENCE in result.output) == (1, True)


def test_a_database_never_set_up_gives_no_traceback(tmp_path):
    place = {"MOURAFAKA_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "mourafaka.settings"}
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | place
    command = [sys.executable, "-m", "mourafaka", "verify", "--database"]

    done = subprocess.run(command, env=environment, capture_output=True, text=True)

    assert done.returncode == 1
    assert SENTENCE in done.stderr
    assert "Traceback" not in done.stderr
