"""Take pictures of pages, to look at them: tools/look.py URL... --lang fr ar --width 320 1280 --out DIR.

A URL may be a file:// address. `--theme dark` paints the dark theme, `--print` the printed page,
`--login URL` opens a one-time sign-in link first. Each page that scrolls sideways is reported.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def browser() -> Iterator[Browser]:
    """The system's Chromium, which speaks to nobody but the pages it is shown."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


def sideways(page: Page) -> int:
    """Pixels by which the page is wider than its window; 0 when nothing scrolls sideways."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def name_of(url: str) -> str:
    path = re.sub(r"^\w+://[^/]*/", "", url)
    return re.sub(r"[^\w-]+", "-", path.removesuffix(".html")).strip("-")[-60:] or "home"


def take(chromium: Browser, url: str, language: str, width: int, options: argparse.Namespace) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": options.height},
        color_scheme=options.theme,
        locale=language,
        java_script_enabled=not options.no_script,
        reduced_motion="reduce",
    )
    if url.startswith("http"):
        cookies = {"django_language": language} | ({"sessionid": options.session} if options.session else {})
        context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
    page = context.new_page()
    page.on("console", lambda message: print(f"  console {message.type}: {message.text}"))
    if options.login:
        page.goto(options.login)
        if page.locator("main form button").count():  # spent by the first picture: the session lasts
            page.click("main form button")
    answer = page.goto(url)
    page.wait_for_load_state("networkidle")
    if options.print:
        page.emulate_media(media="print")
    target = options.out / f"{name_of(url)}-{language}-{width}-{options.theme}.png"
    if options.part:
        page.locator(options.part).first.screenshot(path=target)
    else:
        page.screenshot(path=target, full_page=not options.fold)
    wide = "" if options.no_script or not sideways(page) else f"  SCROLLS SIDEWAYS by {sideways(page)} px"
    print(f"{answer.status if answer else '?'} {target}{wide}")
    context.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("urls", nargs="+")
    parser.add_argument("--lang", nargs="+", default=["fr"])
    parser.add_argument("--width", nargs="+", type=int, default=[1280])
    parser.add_argument("--height", type=int, default=800)
    parser.add_argument("--theme", choices=["light", "dark"], default="light")
    parser.add_argument("--out", type=Path, default=Path("pictures"))
    parser.add_argument("--login", help="a one-time sign-in link opened before the pages")
    parser.add_argument("--session", help="the key of a session to borrow")
    parser.add_argument("--part", help="only the first element of this CSS selector")
    parser.add_argument("--fold", action="store_true", help="only what the window shows")
    parser.add_argument("--print", action="store_true")
    parser.add_argument("--no-script", action="store_true")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with browser() as chromium:
        for url in options.urls:
            for language in options.lang:
                for width in options.width:
                    take(chromium, url, language, width, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
