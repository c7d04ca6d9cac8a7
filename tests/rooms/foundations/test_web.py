"""The web door: errors in words, production settings without a warning."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.urls import reverse

from mourafaka.foundations.middleware import _act_id

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


@pytest.mark.parametrize(
    "full", [OperationalError("database or disk is full"), OSError(errno.ENOSPC, "full")]
)
def test_a_full_disk_answers_507_in_words(client, monkeypatch, full):
    def write(*args, **kwargs):
        raise full

    monkeypatch.setattr("mourafaka.people.views.services.spend_sign_in_link", write)

    answer = client.post(reverse("people:link", args=["x"]))

    assert answer.status_code == 507
    assert "<h1" in answer.content.decode()


def test_a_form_corrected_and_sent_again_with_its_old_key_is_another_act(rf):
    def key(**written):
        return _act_id(rf.post("/", {"act_id": "019ab0c0-0000-7000-8000-000000000001", **written}))

    first, again, corrected = key(text="a"), key(text="a", csrfmiddlewaretoken="x"), key(text="b")

    assert (first == again, first == corrected) == (True, False)


def test_the_same_file_sent_again_with_its_key_is_the_same_act(rf):
    def key(content):
        sent = {
            "act_id": "019ab0c0-0000-7000-8000-000000000001",
            "file": SimpleUploadedFile("a.pdf", content),
        }
        return _act_id(rf.post("/", sent))

    first, again, other = key(b"one"), key(b"one"), key(b"two")

    assert (first == again, first == other) == (True, False)


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
