"""`mourafaka serve`: the web server and one worker for the tasks, stopped together."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import click

from mourafaka.cli.site import migrate, say, set_up

PORTS_TRIED = 50


def free_port(wanted: int, host: str) -> int:
    """`wanted`, or the first free port after it."""
    for port in range(wanted, wanted + PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise click.ClickException(f"No free port between {wanted} and {wanted + PORTS_TRIED - 1} on {host}.")


def run(host: str, port: int, workers: int) -> None:
    """Serve until interrupted. The task worker is a child process and ends with the server."""
    from gunicorn.app.base import BaseApplication

    class Site(BaseApplication):
        def load_config(self) -> None:
            self.cfg.set("bind", f"{host}:{port}")
            self.cfg.set("workers", workers)
            self.cfg.set("threads", 4)
            self.cfg.set("preload_app", True)
            self.cfg.set("loglevel", "warning")
            self.cfg.set("control_socket_disable", True)

        def load(self) -> object:
            from mourafaka.wsgi import application

            return application

    worker = subprocess.Popen(
        [sys.executable, "-m", "django", "db_worker", "--verbosity", "0"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "mourafaka.settings"},
        stdout=subprocess.DEVNULL,
    )
    try:
        Site().run()
    finally:
        worker.terminate()
        worker.wait(timeout=10)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port wanted; a busy one moves to the next.")
@click.option("--workers", default=2, show_default=True, help="Web processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the site, with its task worker."""
    set_up()
    migrate()
    chosen = free_port(port, host)
    if chosen != port:
        say(f"Port {port} is busy: using {chosen}.")
    say(f"Serving on http://{host}:{chosen}/ (Ctrl-C stops)")
    run(host, chosen, workers)
