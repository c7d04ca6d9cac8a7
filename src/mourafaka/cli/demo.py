"""`mourafaka demo`: everything set up, the synthetic cohort loaded, a link per role, the site served."""

from __future__ import annotations

import json
import os

import click

from mourafaka.cli.site import migrate, say, set_up


@click.command()
@click.option("--serve/--no-serve", "serving", default=True, help="Whether to serve the site afterwards.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, help="Port wanted; a busy one moves to the next.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def demo(serving: bool, host: str, port: int, as_json: bool) -> None:
    """Open a working site with the synthetic cohort Souss-Massa 2."""
    from rich.console import Console
    from rich.progress import Progress

    from mourafaka.cli.serve import free_port, run

    os.environ["MOURAFAKA_DEMO"] = "1"
    set_up()
    from mourafaka.cli import demonstration

    console = Console(stderr=as_json)
    with Progress(console=console, transient=True) as progress:
        bar = progress.add_task("Preparing the database")
        migrate()

        def report(step: str, done: int, total: int) -> None:
            progress.update(bar, description=step, completed=done, total=total)

        summary = demonstration.load(report)
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
