"""The press watch from the command line: add, replay; the refusals are sentences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mourafaka.cli.press import press
from mourafaka.people.services import machine
from mourafaka.press import services
from mourafaka.press.models import Source
from tests.factories.press import image

pytestmark = pytest.mark.django_db


def run(*words: str) -> Result:
    return CliRunner().invoke(press, list(words))


def add(code: str, email: str) -> Result:
    return run("add", code, "--name", "Essai", "--feed", f"https://{code}.example/feed", "--as", email)


def test_a_source_is_added_by_somebody_who_may_and_followed_by_nobody(users):
    done = add("essai", users("manager").email)

    assert (done.exit_code, Source.objects.get().enabled) == (0, False)
    assert add("autre", users("coach").email).exit_code == 1
    assert add("autre", "personne@example.org").exit_code == 1
    assert Source.objects.count() == 1


def test_a_source_that_nobody_follows_is_not_fetched(users):
    add("essai", users("manager").email)

    assert run("fetch", "essai").exit_code == 1


def test_another_rule_is_tried_on_the_log_without_changing_anything(tmp_path: Path):
    found = image()
    services.report_image(found, actor=machine(), reason="offensive", device="one", address="10.1.1.1")
    rule = tmp_path / "rule.toml"
    rule.write_text('version = "2"\nthreshold = 0.3\nnetworks = 1\nwith_record = 0\n')
    told = json.loads(run("replay", "--rule", str(rule), "--json").output)
    rule.write_text("treshold = 1\n")

    assert (told["in_force"]["blocked"], told["wanted"]["blocked"]) == (0, 1)
    assert run("replay", "--rule", str(rule)).exit_code == 2
