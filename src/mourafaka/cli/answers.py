"""Writing answers as JSON, to a file or to standard output."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from mourafaka.cli.tables import BadInput


def write_json(answer: Mapping[str, Any], target: str) -> None:
    """Write `answer` to the file `target`, or to standard output when it is "-"."""
    text = json.dumps(answer, ensure_ascii=False, indent=2)
    if target == "-":
        click.echo(text)
        return
    try:
        Path(target).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInput(target, f"cannot be written ({error.strerror})") from None
