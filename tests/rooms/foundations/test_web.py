"""The web door: errors in words, production settings without a warning."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError
from django.urls import reverse

ROOT = Path(__file__).parents[3]


def test_a_form_too_large_answers_413_in_words(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10

    answer = client.post(reverse("portal:theme"), {"theme": "dark" * 10})

    assert answer.status_code == 413
    assert "<h1" in answer.content.decode()


def test_an_absent_database_answers_503_in_words(client, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("unable to open database file")

    monkeypatch.setattr("mourafaka.people.views.services.spend_sign_in_link", away)
    client.raise_request_exception = False

    answer = client.post(reverse("people:link", args=["x"]))

    assert answer.status_code == 503
    assert "<h1" in answer.content.decode()


def test_production_settings_pass_django_s_own_checks(tmp_path):
    environment = {
        **os.environ,
        "PUBLIC_URL": "https://mourafaka.example.org",
        "ALLOWED_HOSTS": "mourafaka.example.org",
        "MOURAFAKA_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "mourafaka.settings",
    }
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)

    check = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert check.returncode == 0, check.stderr


@pytest.mark.django_db
def test_a_page_carries_the_strict_security_headers(client):
    headers = client.get("/").headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"]) == ("DENY", "nosniff")


@pytest.mark.django_db
def test_an_unknown_page_answers_404_in_the_visitor_s_language(client):
    answer = client.get("/nowhere/", headers={"Accept-Language": "ar"})

    assert answer.status_code == 404
    assert 'dir="rtl"' in answer.content.decode()
