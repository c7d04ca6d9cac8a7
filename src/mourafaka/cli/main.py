"""The `mourafaka` command. Each sub-command is imported only when it is called, so that all start quickly."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

COMMANDS = {
    "choose": "mourafaka.cli.choose:choose",
    "calibrate": "mourafaka.cli.calibrate:calibrate",
    "assign": "mourafaka.cli.assign:assign",
    "plan-visits": "mourafaka.cli.plan_visits:plan_visits",
    "bundle": "mourafaka.cli.bundle:bundle",
    "verify": "mourafaka.cli.verify:verify",
    "demo": "mourafaka.cli.demo:demo",
    "serve": "mourafaka.cli.serve:serve",
    "press": "mourafaka.cli.press:press",
    "import": "mourafaka.cli.imports:import_",
    "import-workbook": "mourafaka.cli.import_workbook:import_workbook",
    "retention": "mourafaka.cli.retention:retention",
    "doctor": "mourafaka.cli.doctor:doctor",
}


# Long work on the database of a site that others use: it leaves the processors to who waits for a page.
BESIDE_THE_SITE = {"import", "import-workbook", "retention"}


class LazyGroup(click.Group):
    """Knows its commands by name; loads one module at a time."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        if not args and not kwargs and BESIDE_THE_SITE.intersection(sys.argv[1:2]):  # a process of its own
            from mourafaka.foundations.background import give_way

            give_way()
        return super().main(*args, **kwargs)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = []
        for name in self.list_commands(ctx):
            try:
                command = self.get_command(ctx, name)
            except ModuleNotFoundError:
                continue
            if command is not None:
                rows.append((name, command.get_short_help_str(limit=80)))
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.group(cls=LazyGroup)
@click.version_option(package_name="mourafaka", prog_name="mourafaka")
def main() -> None:
    """Mourafaka: accompany new cooperatives, from the call to the result."""
