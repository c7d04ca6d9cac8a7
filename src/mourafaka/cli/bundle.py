"""mourafaka bundle: the public data package of a cohort."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Write the public bundle of a cohort.")
@click.argument("cohort")
@click.option("--out", "out", required=True, type=click.Path(dir_okay=False), help="The zip file to write.")
def bundle(cohort: str, out: str) -> None:
    """Write the data package with which anyone can recompute the choice of COHORT (its code).

    The same decisions give the same bytes. Exit code 2 when the cohort is unknown or not decided yet.
    """
    from mourafaka.cli.site import open_site, say

    open_site()
    from django.utils import translation

    from mourafaka.calls.models import Cohort
    from mourafaka.cli.tables import BadInput
    from mourafaka.foundations.refusals import Refused
    from mourafaka.selection.services import build_bundle

    found = Cohort.objects.filter(code=cohort).first()
    if found is None:
        known = ", ".join(Cohort.objects.values_list("code", flat=True)) or "none"
        raise BadInput(cohort, f"no cohort has this code; known are: {known}")
    try:
        with translation.override("fr"):
            data = build_bundle(found)
    except Refused as refused:
        raise BadInput(cohort, str(refused)) from None
    try:
        Path(out).write_bytes(data)
    except OSError as error:
        raise BadInput(out, f"cannot be written ({error.strerror})") from None
    say(f"{out}: {len(data):,} bytes. Check it with: mourafaka verify {out}")
