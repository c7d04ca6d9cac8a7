"""A slow line and an old phone: 400 kb/s, 400 ms to and fro, a processor four times slower, a first visit with nothing
kept. How long until the largest thing is painted, and how many bytes came. Real browser, real server, compressed
static files as in the wheel.

python -m quality.budgets
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from quality.people import Seat, seat, sessions_of
from quality.report import found
from quality.site import at_rest, data_folder, served

LINE = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}  # bytes a second
SLOWER = 4  # times, the processor of the phone
VISITS = 3 if os.environ.get("QUALITY_FULL") else 1
NAME = "slow line"
LANGUAGES = ("fr", "ar")
LARGEST = """() => new Promise(done => new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))
  .observe({type: 'largest-contentful-paint', buffered: true}))"""


@dataclass(frozen=True)
class Budget:
    name: str
    seconds: float
    kilobytes: int
    pages: tuple[str, ...]
    session: str = ""


def visit(chromium: Any, home: str, path: str, session: str, language: str) -> tuple[float, int]:
    """Seconds until the largest paint, and bytes received, in a browser that was never here."""
    context = chromium.new_context(viewport={"width": 320, "height": 640}, is_mobile=True)
    cookies = {"django_language": language, "sessionid": session}
    context.add_cookies(
        [{"name": name, "value": value, "url": home} for name, value in cookies.items() if value]
    )
    page = context.new_page()
    line = context.new_cdp_session(page)
    came = 0

    def count(event: dict[str, Any]) -> None:
        nonlocal came
        came += int(event["encodedDataLength"])

    line.send("Network.enable")
    line.on("Network.loadingFinished", count)
    line.send("Network.emulateNetworkConditions", LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    answer = page.goto(home + path, wait_until="networkidle", timeout=120_000)
    if answer is None or answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status if answer else 'nothing'}")
    seconds = page.evaluate(LARGEST) / 1000
    context.close()
    return seconds, came


def budgets(seats: list[Seat], staff: str) -> list[Budget]:
    draft = seats[0].draft
    from mourafaka.calls.models import Call

    call = Call.objects.get().code
    applying = (f"/apply/{call}/check/", "/apply/resume/", f"/apply/drafts/{draft}/")
    applying += tuple(f"/apply/drafts/{draft}/{part}/1/" for part in ("cooperative", "documents", "project"))
    return [
        Budget("first public visit", 2.5, 100, ("/", "/public/calls/", f"/public/calls/{call}/")),
        Budget("application", 2.5, 60, (*applying, f"/apply/drafts/{draft}/check/"), seats[0].session),
        Budget("staff", 4.0, 150, ("/", "/cooperatives/", "/applications/", "/instruction/"), staff),
    ]


def collected(folder: Path) -> dict[str, str]:
    """Static files hashed and compressed, as the wheel carries them."""
    environment = {"STATIC_ROOT": str(folder / "static")}
    words = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v", "0"]
    subprocess.run(words, check=True, env={**os.environ, **environment})
    return environment


def main() -> int:
    from tools import look

    if not Path(look.CHROMIUM).exists():
        print(f"{NAME} | not run | no Chromium here")
        return 0
    good = True
    with data_folder() as folder:
        from mourafaka.people.models import Mandate, User

        seats = seat(2)
        manager = User.objects.create_user("manager@example.org", full_name="Synthetic manager")
        Mandate.objects.create(user=manager, role="manager")
        wanted = budgets(seats, sessions_of([manager])[0])
        at_rest()
        with served(environment=collected(folder)) as site, look.browser() as chromium:
            home = f"http://127.0.0.1:{site.port}"
            for budget in wanted:
                seen = {
                    (path, language): [
                        visit(chromium, home, path, budget.session, language) for _ in range(VISITS)
                    ]
                    for path in budget.pages
                    for language in LANGUAGES
                }
                slowest = max(median(seconds for seconds, _bytes in visits) for visits in seen.values())
                heaviest = max(max(came for _seconds, came in visits) for visits in seen.values()) / 1000
                told = f"{slowest:.1f} s on the slowest of {len(budget.pages)} pages in {' and '.join(LANGUAGES)}"
                told += f" (target {budget.seconds} s)"
                good &= found(NAME, f"{budget.name}: largest paint", told, slowest <= budget.seconds)
                told = f"{heaviest:.0f} kB on the heaviest (target {budget.kilobytes} kB)"
                good &= found(NAME, f"{budget.name}: bytes", told, heaviest <= budget.kilobytes)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
