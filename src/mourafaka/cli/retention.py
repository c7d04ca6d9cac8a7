"""`mourafaka retention`: what was kept as long as said is emptied, removed or erased. Run it every night."""

from __future__ import annotations

import json

import click


@click.command()
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and do nothing.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable answer.")
def retention(dry_run: bool, as_json: bool) -> None:
    """Apply the retention of every treatment of the register; each rule is one act of the journal."""
    from mourafaka.cli.site import open_site

    open_site()
    from mourafaka.foundations.privacy.retention import apply_every_rule
    from mourafaka.people.services import machine

    done = apply_every_rule(actor=machine(), dry_run=dry_run)
    if as_json:
        click.echo(json.dumps({"dry_run": dry_run, "rules": [each.told() for each in done]}, indent=2))
        return
    for each in done:
        if each.rows or each.files:
            click.echo(f"{each.treatment:14} {each.model:32} {each.rows:7} rows {each.files:6} files")
    total = sum(each.rows for each in done)
    click.echo(f"{total} rows past their time{' (nothing was done)' if dry_run else ''}.")
