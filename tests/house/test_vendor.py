"""Every file that came from elsewhere is the one that was read and accepted, with its licence beside it."""

import json

from tools import vendor


def test_vendored_files_are_those_of_the_lock():
    assert json.loads(vendor.LOCK.read_text()) == vendor.lock()


def test_every_vendored_file_has_its_licence_beside_it():
    assert [
        entry for entry in vendor.lock().values() if not (vendor.ROOT / entry["licence_file"]).exists()
    ] == []


def test_no_font_is_unknown_to_the_lock():
    fonts = {str(path.relative_to(vendor.ROOT)) for path in (vendor.ROOT / vendor.FONTS).glob("*.woff2")}

    assert fonts - set(vendor.VENDORED) == set()
