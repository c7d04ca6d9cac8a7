"""`make pictures`: the README's screenshots, taken from a fresh demonstration in a real browser."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGE = "/public/souss-massa-2/"


def wait_for(base: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(base + "/")
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the demonstration did not answer")


def take(base: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for language in ("fr", "ar"):
            context = browser.new_context(viewport={"width": 1120, "height": 1180}, color_scheme="light")
            context.add_cookies([{"name": "django_language", "value": language, "url": base}])
            page = context.new_page()
            page.goto(base + PAGE)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=PICTURES / f"cohort-{language}.png")
        browser.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "MOURAFAKA_DATA": folder, "PYTHONPATH": str(ROOT / "src")}
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "mourafaka", "demo", "--json", "--port", "8690"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            links = json.loads(process.stdout.readline())["links"]
            base = "/".join(next(iter(links.values())).split("/")[:3])
            wait_for(base)
            take(base)
            process.terminate()


if __name__ == "__main__":
    main()
