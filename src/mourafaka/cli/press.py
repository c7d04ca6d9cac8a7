"""mourafaka press: the press watch from the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from mourafaka.cli.answers import write_json
from mourafaka.cli.tables import BadInput

MOST_BYTES = 20 * 1024 * 1024


@click.group(short_help="Read, gather and replay the press watch.")
def press() -> None:
    """The press watch: sources, pages, images."""


@press.command(short_help="Read a stored page of an aggregator.")
@click.argument("file", type=click.Path(allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="Print what was read as JSON.")
def read(file: str, as_json: bool) -> None:
    """Read FILE, a stored page (plain text or HTML; - is standard input): its headlines, article and image notice.

    Needs no database and no network. Exit code: 0 when the page was read, 2 when FILE is no such page.
    """
    from mourafaka.engine.press.pages import PageError, read_page

    try:
        page = read_page(_content(file))
    except PageError as error:
        raise BadInput(file, str(error)) from None
    if as_json:
        write_json(page_as_json(page), "-")
    else:
        _print(page)


def page_as_json(page: Any) -> dict[str, Any]:
    article = page.article
    return {
        "headlines": [{"text": row.text, "lang": row.lang} for row in page.headlines],
        "article": article
        and {
            "title": article.title,
            "publisher": article.publisher,
            "published_on": article.published_on and article.published_on.isoformat(),
            "lang": article.lang,
            "paragraphs": list(article.paragraphs),
            "source_label": article.source_label,
        },
        "image_notice": page.image_notice,
    }


def _content(file: str) -> bytes:
    try:
        if file == "-":
            data = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(file).open("rb") as opened:
                data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(file, f"cannot be read ({error.strerror})") from None
    if len(data) > MOST_BYTES:
        raise BadInput(file, f"the file is larger than {MOST_BYTES // 1024**2} MB")
    return data


def _print(page: Any) -> None:
    article = page.article
    if article is not None:
        click.echo(article.title)
        day = article.published_on.isoformat() if article.published_on else "no date"
        click.echo(f"{article.publisher or 'no paper named'}, {day} ({article.lang})\n")
        for paragraph in article.paragraphs:
            click.echo(f"{paragraph}\n")
        if article.source_label:
            click.echo(f"{article.source_label}\n")
    click.echo(f"{len(page.headlines)} headlines around it:")
    for row in page.headlines:
        click.echo(f"  {row.lang:<3}  {row.text}")
    if page.image_notice:
        click.echo(f"\nImage notice: {page.image_notice}")


@press.command(short_help="Add a source; it is followed once somebody enables it.")
@click.argument("code")
@click.option("--name", required=True, help="The paper's name.")
@click.option("--feed", "address", required=True, help="Address of its feed, sitemap or page.")
@click.option("--home", default="", help="Address of its site (by default that of the feed's host).")
@click.option("--kind", type=click.Choice(["feed", "sitemap", "page"]), default="feed", show_default=True)
@click.option("--language", default="", help="Its usual language: fr, ar, es or en.")
@click.option("--territory", default="", help="Region (09) or province (09.541), for a local paper.")
@click.option("--follow", is_flag=True, help="Follow it from now on.")
@click.option("--as", "email", required=True, help="E-mail of the person of the programme who adds it.")
def add(
    code: str,
    name: str,
    address: str,
    home: str,
    kind: str,
    language: str,
    territory: str,
    follow: bool,
    email: str,
) -> None:
    """Add the source CODE: titles, links and at most 280 characters of its own summaries."""
    from urllib.parse import urlsplit

    actor = _site_and_person(email)
    from mourafaka.press import services

    parts = urlsplit(address)
    values = {
        "name": name,
        "address": address,
        "home_url": home or f"{parts.scheme}://{parts.netloc}/",
        "kind": kind,
        "language": language,
        "territory_code": territory,
    }
    with _refusals():
        source = services.add_source(None, actor=actor, code=code, values=values)
        if follow:
            services.follow_source(source, actor=actor)
    click.echo(f"{source.code}: {'followed' if follow else 'kept, not followed'}")


@press.command(short_help="Visit sources now.")
@click.argument("codes", nargs=-1)
@click.option("--again", is_flag=True, help="Go over what was received last, without going anywhere.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def fetch(codes: tuple[str, ...], again: bool, as_json: bool) -> None:
    """Visit the sources CODES, or every source whose time has come. Exit code 3 when a visit failed."""
    from mourafaka.cli.site import open_site

    open_site()
    from mourafaka.foundations import clock
    from mourafaka.foundations.acts import door
    from mourafaka.press import rounds
    from mourafaka.press.models import Source

    followed = Source.objects.enabled()
    chosen = list(followed.filter(code__in=codes) if codes else followed.due(clock.now()))
    unknown = sorted(set(codes) - {source.code for source in chosen})
    if unknown:
        raise click.ClickException(f"not followed: {', '.join(unknown)}")
    with door("cli"):
        if again:
            told = [{"source": each.code, "articles": rounds.read_again(each)} for each in chosen]
        else:
            told = [_visit(line) for line in rounds.visit_all(chosen)]
    if as_json:
        write_json({"visits": told}, "-")
    else:
        for line in told:
            click.echo("  ".join(str(value) for value in line.values()))
    if any(line.get("outcome") == "failed" for line in told):
        raise SystemExit(3)


def _visit(line: Any) -> dict[str, Any]:
    facts = {"outcome": line.outcome, "found": line.found, "new": line.new}
    return {"source": line.source.code, **facts, "problem": line.code}


@press.command(short_help="What another rule of image reports would have done.")
@click.option("--rule", "file", required=True, type=click.Path(path_type=Path), help="The rule, as TOML.")
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON.")
def replay(file: Path, as_json: bool) -> None:
    """Play the decision log again under the rule in FILE and under the one in force. Changes nothing."""
    from dataclasses import asdict

    from mourafaka.cli.site import open_site

    open_site()
    from mourafaka.press import moderating

    try:
        wanted = moderating.rule_in_file(file)
    except moderating.RuleError as error:
        raise BadInput(str(file), str(error)) from None
    here, there = moderating.played_again(moderating.rule_in_force()), moderating.played_again(wanted)
    if as_json:
        write_json({"in_force": asdict(here), "wanted": asdict(there)}, "-")
        return
    click.echo(f"{here.reports} reports on {here.images} images; moderators removed {here.removed}.")
    for name, told in (("in force", here), ("wanted", there)):
        click.echo(
            f"{name:<9} version {told.version}: blocks {told.blocked}, of which moderators kept "
            f"{told.blocked_wrongly}; leaves {told.removed_unblocked} that they removed"
        )
    click.echo(f"Images treated otherwise than they were: {', '.join(there.changed) or 'none'}")


def _site_and_person(email: str) -> Any:
    from mourafaka.cli.site import open_site

    open_site()
    from mourafaka.people.models import User

    found = User.objects.filter(email=email.lower(), is_active=True).first()
    if found is None:
        raise click.ClickException(f"no account has the e-mail {email}")
    return found


@contextmanager
def _refusals() -> Iterator[None]:
    """Within the command line's door; a refusal is its sentence."""
    from mourafaka.foundations.acts import door
    from mourafaka.foundations.refusals import Refused

    try:
        with door("cli"):
            yield
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
