"""No template is unused, none links to a later room."""

import re
from pathlib import Path

import mourafaka
from mourafaka.foundations.checks import JOURNEY

SOURCE = Path(mourafaka.__file__).parent
# Asked for by Django or a library under a fixed name.
BY_NAME = re.compile(r"^(400|403|403_csrf|404|413|500|503|507)\.html$|^(account|mfa|allauth|cotton)/")


def templates() -> dict[str, Path]:
    found = {}
    for folder in SOURCE.rglob("templates"):
        if folder.is_dir() and "staticfiles" not in folder.parts:
            for path in folder.rglob("*"):
                if path.suffix in (".html", ".txt", ".typ"):
                    found[str(path.relative_to(folder))] = path
    return found


def all_text() -> str:
    paths = [*SOURCE.rglob("*.py"), *templates().values()]
    return "\n".join(path.read_text() for path in paths)


def test_no_template_is_unused():
    text = all_text()
    unused = [name for name in templates() if not BY_NAME.match(name) and name not in text]
    components = [
        name
        for name in templates()
        if name.startswith("cotton/")
        and f"<c-{name[7:-5].replace('/', '.').replace('_', '-')}" not in text.replace(".index", "")
    ]

    assert unused == []
    assert components == []


def test_no_template_links_to_a_later_room():
    found = []
    for name, path in templates().items():
        room = path.relative_to(SOURCE).parts[0]
        if room not in JOURNEY:
            continue
        for target in re.findall(r"{%\s*url\s+[\"'](\w+):", path.read_text()):
            if target in JOURNEY and JOURNEY.index(target) > JOURNEY.index(room) and target != "portal":
                found.append(f"{name} -> {target}")

    assert found == []


def test_no_template_carries_style_or_script_inline():
    found = [
        name
        for name, path in templates().items()
        if path.suffix == ".html"
        and re.search(r"\sstyle=|<style|<script(?![^>]*\bsrc=)|\son[a-z]+=\"", path.read_text())
    ]

    assert found == []
