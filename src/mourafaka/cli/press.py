"""mourafaka press: the press watch from the command line."""

from __future__ import annotations

import sys
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
