"""The stylesheet knows no physical side and asks nothing of other sites; a first visit is light."""

import gzip
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "mourafaka"
STYLESHEETS = sorted((SOURCE / "static" / "mourafaka").rglob("*.css"))


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S)


@pytest.mark.parametrize("path", STYLESHEETS, ids=lambda path: path.name)
def test_a_stylesheet_has_no_physical_side(path):
    physical = re.findall(
        r"\b(?:left|right|(?:margin|padding|border|inset)-(?:top|bottom))\b",
        without_comments(path.read_text()),
    )

    assert physical == []


@pytest.mark.parametrize("path", STYLESHEETS, ids=lambda path: path.name)
def test_a_stylesheet_fetches_nothing_from_elsewhere(path):
    assert re.findall(r"(?:https?:)?//\w", without_comments(path.read_text())) == []


def test_a_first_visit_weighs_less_than_100_kb_with_its_fonts():
    static = SOURCE / "static" / "mourafaka"
    fonts = sum(path.stat().st_size for path in (static / "fonts").glob("*.woff2"))
    words = [*static.rglob("*.css"), *static.rglob("*.js"), *static.rglob("*.svg")]

    assert fonts + sum(len(gzip.compress(path.read_bytes())) for path in words) < 90_000
