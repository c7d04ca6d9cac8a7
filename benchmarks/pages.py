"""Page speed of lists and pages on a large database, as a ratio to a bare Django page served in the same run.

50,000 cooperatives, 20,000 applications, 2,000 of them accompanied with 24 visits each; SQLite, gunicorn with two
workers on loopback, 16 clients, the two sites in turn (ABAB). Clients are `wrk` when it is installed, otherwise
threads of this process, which then share the processors with the servers: the ratio then flatters the slower side,
and the line says so.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.report import in_turn, record

CLIENTS, WORKERS = 16, 2
ROUNDS, SECONDS = 5, 3.0
WARMING = 10.0  # seconds until both workers have loaded everything
COOKIE = "sessionid"


@dataclass(frozen=True)
class Page:
    """An address and what is asked of it: least ratio to the bare page, greatest p95, most queries."""

    name: str
    path: str
    least_ratio: float
    p95_ms: int
    queries: int
    who: str = "manager"  # whose session, "" for a visitor
    sums: bool = False  # whether it shows sums kept until the next act of anybody


PAGES = (
    Page("cooperatives, list", "/cooperatives/", 0.06, 250, 8),
    Page("cooperatives, search", "/cooperatives/?q=tamaynut", 0.05, 250, 8),
    Page("cooperative", "/cooperatives/{cooperative}/", 0.08, 200, 15),
    Page("applications, list", "/applications/", 0.06, 250, 8),
    Page("application", "/applications/{application}/", 0.08, 200, 15),
    Page("cohort", "/cohorts/{cohort}/", 0.08, 200, 15),
    Page("home of the manager", "/", 0.01, 400, 40, sums=True),
    Page("home of a coach", "/", 0.01, 400, 40, who="coach"),
    Page("home of a cooperative", "/", 0.01, 400, 40, who="member"),
    Page("cockpit of the cohort", "/results/cohorts/{cohort}/", 0.01, 400, 15, sums=True),
    Page("rows of the cockpit", "/results/cohorts/{cohort}/rows/", 0.01, 600, 15, sums=True),
    Page("public page of the cohort", "/public/{public}/", 0.5, 40, 2, who=""),
)


@dataclass(frozen=True)
class Load:
    """What one burst gave: answers a second and the 95th percentile of their time."""

    per_second: float
    p95_ms: float


def main() -> int:
    quick = "--quick" in sys.argv
    with tempfile.TemporaryDirectory(prefix="mourafaka-bench-") as folder:
        os.environ |= {"MOURAFAKA_DATA": folder, "DJANGO_SETTINGS_MODULE": "mourafaka.settings"}
        known, places = _prepare(5_000 if quick else 50_000, 2_000 if quick else 20_000)
        sessions = {page.name: known[page.who] for page in PAGES}
        queries = {page.name: _queries(page.path.format(**places), sessions[page.name]) for page in PAGES}
        for page in PAGES:
            if page.sums:
                _measure_after_an_act(page.name, page.path.format(**places), sessions[page.name])
        with _served("benchmarks.bare:application") as bare, _served("mourafaka.wsgi:application") as site:
            _burst()(site, "/", sessions[PAGES[0].name], WARMING)
            for page in PAGES:
                path, session = page.path.format(**places), sessions[page.name]
                _measure(page, path, bare, site, session, queries[page.name], quick)
    return 0


def _prepare(cooperatives: int, applications: int) -> tuple[dict[str, str], dict[str, str]]:
    """Fill the database; answer the sessions by who, and what to look at."""
    import django

    django.setup()
    from django.core.management import call_command

    from mourafaka.cli import demonstration
    from mourafaka.cli.demonstration import bulk, bulk_visits
    from mourafaka.people.models import Mandate, User

    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    call = bulk.fill(lambda *_: None, cooperatives=cooperatives, applications=applications)
    print(
        f"  {cooperatives:,} cooperatives, {applications:,} applications: {time.perf_counter() - started:.0f} s"
    )
    started = time.perf_counter()
    coach, member = bulk_visits.fill(lambda *_: None, call, enrolments=500 if applications < 5_000 else 2_000)
    print(f"  enrolments with their visits: {time.perf_counter() - started:.0f} s")
    decided = demonstration.load(lambda *_: None, until=date(2020, 6, 20))
    user = User.objects.create_user("bench@example.org", full_name="Mesures")
    Mandate.objects.create(user=user, role="manager")
    application = call.applications.select_related("cooperative")[applications // 2]
    places = {
        "cooperative": application.cooperative.code,
        "application": application.number,
        "cohort": bulk.COHORT,
        "public": decided.cohort,
    }
    sessions = {"manager": _session(user), "coach": _session(coach), "member": _session(member), "": ""}
    return sessions, places


def _session(user: Any) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session.create()
    return str(session.session_key)


def _queries(path: str, session: str) -> int | None:
    """Queries of one answer, or None when there is no such page."""
    from django.db import connection
    from django.test import Client

    count = 0

    def counting(execute: Callable, sql: str, params: object, many: bool, context: dict) -> object:
        nonlocal count
        count += 1
        return execute(sql, params, many, context)

    client = Client(SERVER_NAME="localhost")
    if session:
        client.cookies[COOKIE] = session
    client.get(path)  # templates and reference data are read once
    with connection.execute_wrapper(counting):
        answer = client.get(path)
    return count if answer.status_code == 200 else None


def _measure_after_an_act(name: str, path: str, session: str) -> None:
    """The same page with its sums kept and with none kept, as the first to ask after an act gets it."""
    from django.core.cache import cache
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.cookies[COOKIE] = session

    def anew() -> None:
        cache.clear()
        client.get(path)

    kept, first = in_turn(lambda: client.get(path), anew)
    detail = f"{first * 1000:,.0f} ms against {kept * 1000:,.0f} ms with its sums kept, in one process"
    record(f"page: {name}, the first after an act", kept / first, "—", detail)


@contextmanager
def _served(application: str) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", application, "--workers", str(WORKERS)),
            *("--bind", f"127.0.0.1:{port}", "--log-level", "error", "--no-control-socket"),
        ]
    )
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"nothing answers on port {port}")


def _measure(
    page: Page, path: str, bare: int, site: int, session: str, queries: int | None, quick: bool
) -> None:
    target = f"≥ {page.least_ratio}, p95 ≤ {page.p95_ms} ms, queries ≤ {page.queries}"
    name = f"page: {page.name}"
    if queries is None:
        record(name, None, target, f"{path} does not answer")
        return
    burst = _burst()
    rounds, seconds = (1, 2.0) if quick else (ROUNDS, SECONDS)
    burst(site, path, session, 2.0)  # both workers have read their templates once
    ratios, slowest = [], []
    for _ in range(rounds):
        hello, ours = burst(bare, "/", "", seconds), burst(site, path, session, seconds)
        ratios.append(ours.per_second / hello.per_second)
        slowest.append(ours.p95_ms)
    spread = f"{min(ratios):.3f}–{max(ratios):.3f}"
    client = "wrk" if burst is _burst_of_wrk else "threads beside the servers"
    detail = f"spread {spread}, p95 {statistics.median(slowest):.0f} ms, {queries} queries; {client}"
    record(name, statistics.median(ratios), target, detail)


def _burst() -> Callable[[int, str, str, float], Load]:
    return _burst_of_wrk if shutil.which("wrk") else _burst_of_threads


def _burst_of_wrk(port: int, path: str, session: str, seconds: float) -> Load:
    done = subprocess.run(
        [
            *("wrk", "-t1", f"-c{CLIENTS}", f"-d{max(1, round(seconds))}s", "--latency"),
            *("-s", str(Path(__file__).with_name("p95.lua"))),
            *(("-H", f"Cookie: {COOKIE}={session}") if session else ()),  # a visitor sends none, as a browser
            f"http://127.0.0.1:{port}{path}",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    per_second = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    p95 = re.search(r"p95_us\s+([\d.]+)", done.stdout)
    if per_second is None or p95 is None or "Non-2xx" in done.stdout:
        raise RuntimeError(done.stdout)
    return Load(float(per_second.group(1)), float(p95.group(1)) / 1000)


def _burst_of_threads(port: int, path: str, session: str, seconds: float) -> Load:
    taken: list[float] = []
    until = time.perf_counter() + seconds

    def ask() -> None:
        while time.perf_counter() < until:
            start = time.perf_counter()
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", path, headers={"Cookie": f"{COOKIE}={session}"} if session else {})
            answer = connection.getresponse()
            answer.read()
            connection.close()
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status}")
            taken.append(time.perf_counter() - start)

    started = time.perf_counter()
    clients = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    elapsed = time.perf_counter() - started
    if len(taken) < 2:
        raise RuntimeError(f"{path} did not answer")
    return Load(len(taken) / elapsed, statistics.quantiles(taken, n=20)[-1] * 1000)


if __name__ == "__main__":
    sys.exit(main())
