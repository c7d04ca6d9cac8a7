"""`mourafaka demo`: everything set up, the synthetic cohort loaded, a link per role, the site served."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import click

from mourafaka import data_folder
from mourafaka.cli.site import migrate, say, set_up

LAST_MONTH = 24
SERVICE_STARTS_ON = date(2020, 7, 1)


@click.command()
@click.option(
    "--month",
    type=click.IntRange(0, LAST_MONTH),
    default=LAST_MONTH,
    show_default=True,
    help="The month of the two years the demonstration stands at; each has a database of its own.",
)
@click.option("--serve/--no-serve", "serving", default=True, help="Whether to serve the site afterwards.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, help="Port wanted; a busy one moves to the next.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def demo(month: int, serving: bool, host: str, port: int, as_json: bool) -> None:
    """Open a working site with the synthetic cohort Souss-Massa 2, accompanied from July 2020 to June 2022."""
    from rich.console import Console
    from rich.progress import Progress

    from mourafaka.cli.serve import free_port, run

    folder = stand_at(month)
    set_up()
    from mourafaka.cli import demonstration

    console = Console(stderr=as_json)
    with Progress(console=console, transient=True) as progress:
        bar = progress.add_task("Preparing the database")
        migrate()

        def report(step: str, done: int, total: int) -> None:
            progress.update(bar, description=step, completed=done, total=total)

        summary = demonstration.load(report, until=day_at(month))
    (folder / MONTH_FILE).write_text(f"{month}\n")
    chosen = free_port(port, host)
    links = role_links(f"http://{host}:{chosen}")
    if as_json:
        say(json.dumps({"summary": summary.as_dict(), "links": links}, ensure_ascii=False))
    else:
        say(f"{summary}")
        say("One-time sign-in links (synthetic people, valid 12 hours):")
        for role, url in links.items():
            say(f"  {role:<12} {url}")
    if serving:
        if chosen != port:
            say(f"Port {port} is busy: using {chosen}.")
        say(f"Open http://{host}:{chosen}/ (Ctrl-C stops)")
        run(host, chosen, workers=1)


MONTH_FILE = "demonstration_month"


def day_at(month: int) -> date:
    """The twentieth of a month of service: the first is July 2020, month 0 the one before."""
    index = SERVICE_STARTS_ON.month - 1 + month - 1
    return date(SERVICE_STARTS_ON.year + index // 12, index % 12 + 1, 20)


def stand_at(month: int) -> Path:
    """Choose the data folder and the day before the settings are read; refuse a folder of another month."""
    if month != LAST_MONTH and not {"MOURAFAKA_DATA", "DATABASE_URL"} & set(os.environ):
        os.environ["MOURAFAKA_DATA"] = str(data_folder.find() / f"month-{month:02d}")
    folder = data_folder.find()
    folder.mkdir(parents=True, exist_ok=True)
    loaded = folder / MONTH_FILE
    if loaded.exists() and loaded.read_text().strip() != str(month):
        raise click.ClickException(
            f"This installation holds the demonstration at month {loaded.read_text().strip()}. "
            "Give another folder (MOURAFAKA_DATA) or another database for another month."
        )
    os.environ |= {"MOURAFAKA_DEMO": "1", "MOURAFAKA_DAY": day_at(month).isoformat()}
    return folder


def role_links(base: str) -> dict[str, str]:
    """A fresh link for the first person of each role."""
    from mourafaka.foundations.acts import door
    from mourafaka.people import queries, services

    links: dict[str, str] = {}
    with door("cli"):
        for role, user in queries.first_person_per_role().items():
            issued = services.issue_sign_in_link(user, actor=services.machine())
            links[role] = f"{base}/entry/{issued.secret}/"
    return links
