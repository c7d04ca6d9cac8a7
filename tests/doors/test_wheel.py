"""The product as people get it: a wheel in an empty environment, no source tree, no Node, no settings file."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WAIT_SECONDS = 180

pytestmark = pytest.mark.skipif(
    "DATABASE_URL" in os.environ, reason="the wheel starts on SQLite; once is enough"
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `mourafaka` command of a fresh environment into which only the built wheel was installed."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listing.stdout.splitlines():
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
    (source / ".venv").symlink_to(sys.prefix)
    static = source / "src/mourafaka/staticfiles"
    environment = {**os.environ, "STATIC_ROOT": str(static), "MOURAFAKA_DATA": str(folder / "unused")}
    environment["PYTHONPATH"] = str(source / "src")
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v", "0"]
    subprocess.run(collect, cwd=source, env=environment, check=True)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", str(folder), "."]
    subprocess.run(build, cwd=source, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    install = [folder / "venv/bin/pip", "install", "-q", "--no-compile", wheel]
    subprocess.run(install, check=True, capture_output=True)
    return folder / "venv/bin/mourafaka"


@pytest.fixture(scope="module")
def empty_home(tmp_path_factory: pytest.TempPathFactory, installed: Path) -> dict[str, str]:
    """An environment with nothing in it: no PATH to Node, an empty home, no setting of ours."""
    home = tmp_path_factory.mktemp("home")
    return {"HOME": str(home), "PATH": f"{installed.parent}:/usr/bin:/bin", "LANG": "C.UTF-8"}


@pytest.fixture(scope="module")
def site(
    installed: Path, empty_home: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict]:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    with open(elsewhere / "out", "w") as out, open(elsewhere / "err", "w") as err:
        process = subprocess.Popen(
            [installed, "demo", "--json", "--port", "8650"],
            cwd=elsewhere,
            env=empty_home,
            stdout=out,
            stderr=err,
        )
    try:
        yield {"links": _links(elsewhere / "out", process), "errors": elsewhere / "err"}
    finally:
        process.terminate()
        process.wait(timeout=30)


def _links(out: Path, process: subprocess.Popen[bytes]) -> dict[str, str]:
    for _ in range(WAIT_SECONDS * 5):
        lines = out.read_text().splitlines()
        if lines and lines[0].endswith("}"):
            links: dict[str, str] = json.loads(lines[0])["links"]
            _wait_for(next(iter(links.values())))
            return links
        assert process.poll() is None, out.parent.joinpath("err").read_text()
        time.sleep(0.2)
    raise AssertionError("the demonstration did not start")


def _wait_for(url: str) -> None:
    base = "/".join(url.split("/")[:3])
    for _ in range(100):
        try:
            urllib.request.urlopen(base + "/")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the site does not answer")


def _browser() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))


def test_the_first_page_is_there_with_its_hashed_assets(site):
    base = "/".join(next(iter(site["links"].values())).split("/")[:3])

    page = urllib.request.urlopen(base + "/").read().decode()
    assets = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    answers = [urllib.request.urlopen(base + asset) for asset in assets]

    assert assets
    assert all(re.search(r"\.[0-9a-f]{12}\.", asset) for asset in assets)
    assert all("immutable" in answer.headers["Cache-Control"] for answer in answers)


def test_a_one_time_link_signs_a_role_in(site):
    browser, link = _browser(), site["links"]["manager"]

    page = browser.open(link).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
    home = browser.open(link, data=f"csrfmiddlewaretoken={token}".encode())

    assert home.status == 200
    assert home.url.count("/") == 3


def test_a_second_run_changes_nothing_in_the_cohort(installed, empty_home, site):
    run = [installed, "demo", "--json", "--no-serve"]

    first = json.loads(subprocess.run(run, env=empty_home, capture_output=True, text=True).stdout)
    second = json.loads(subprocess.run(run, env=empty_home, capture_output=True, text=True).stdout)

    assert first["summary"] == second["summary"]


def test_the_doctor_finds_the_installation_sound(installed, empty_home, site):
    run = subprocess.run([installed, "doctor", "--json"], env=empty_home, capture_output=True, text=True)

    assert [check for check in json.loads(run.stdout) if not check["passed"]] == []
    assert run.returncode == 0


def test_the_published_bundle_verifies(installed, empty_home, site, tmp_path):
    bundle = tmp_path / "bundle.zip"

    made = subprocess.run([installed, "bundle", "souss-massa-2", "--out", bundle], env=empty_home)
    verified = subprocess.run([installed, "verify", bundle], env=empty_home)

    assert (made.returncode, verified.returncode) == (0, 0)
