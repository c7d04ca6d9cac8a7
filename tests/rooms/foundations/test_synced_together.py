"""Files of one transaction that reach the disk together."""

import os

import pytest

from mourafaka.foundations import files

pytestmark = pytest.mark.django_db


def kept(content: bytes) -> files.StoredFile:
    return files.store(content, name="a.pdf", content_type="application/pdf")


def test_files_kept_together_have_reached_the_disk_at_the_end(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    synced = set()
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.add(os.fstat(descriptor).st_ino))

    with files.synced_together():
        stored = [kept(b"one"), kept(b"two")]

    assert {(tmp_path / each.path).stat().st_ino for each in stored} <= synced


def test_a_disk_that_fails_is_known_before_the_transaction_is_kept(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def fails(descriptor):
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fails)

    with pytest.raises(OSError, match="disk full"), files.synced_together():
        kept(b"one")
