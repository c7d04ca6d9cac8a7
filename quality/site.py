"""The product as it is installed: gunicorn serving the site from a data folder of its own, ended at will."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 90  # seconds a start may take on a busy machine
APPLICATION = "mourafaka.wsgi:application"


def _end(*_: object) -> None:
    """Told to end, a battery ends its site and removes its folder."""
    sys.exit("ended from outside")


@contextmanager
def data_folder(inside: Path | None = None) -> Iterator[Path]:
    """An empty installation, migrated; the settings of this process and of its children point there."""
    signal.signal(signal.SIGTERM, _end)
    folder = Path(tempfile.mkdtemp(prefix="mourafaka-quality-", dir=inside))
    os.environ |= {"MOURAFAKA_DATA": str(folder)}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mourafaka.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def at_rest() -> None:
    """Let go of the database, so that only the site holds it."""
    from django.db import connections

    connections.close_all()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """A server in a process group of its own, so that it can be killed whole and at once."""

    def __init__(
        self,
        application: str = APPLICATION,
        *,
        workers: int = 2,
        threads: int = 4,
        prefix: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.port = free_port()
        self.command = [
            *prefix,
            *(sys.executable, "-m", "gunicorn", application),
            *("--workers", str(workers), "--threads", str(threads), "--timeout", "120", "--preload"),
            *("--bind", f"127.0.0.1:{self.port}", "--log-level", "critical", "--no-control-socket"),
        ]
        self.environment = {**os.environ, **(environment or {})}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, wait: bool = True) -> Site:
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            process_group=0,
            stdout=subprocess.DEVNULL,
            stderr=None if os.environ.get("QUALITY_LOUD") else subprocess.DEVNULL,
        )
        if wait:
            self.wait()
        return self

    def wait(self) -> None:
        """Until a page is answered."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(OSError, http.client.HTTPException):
                asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
                asked.request("GET", "/apply/")
                asked.getresponse().read()
                return
            time.sleep(0.05)
        raise TimeoutError(f"nothing answers on port {self.port}")

    def kill(self) -> None:
        """The whole group, as when the machine kills it: nobody is told."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_worker(self) -> None:
        """One of the web processes; the server begins another."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        if children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(children[0]), signal.SIGKILL)

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.kill()


@contextmanager
def served(application: str = APPLICATION, **options: object) -> Iterator[Site]:
    site = Site(application, **options)  # type: ignore[arg-type]
    site.start()
    try:
        yield site
    finally:
        site.kill()


def invariants_broken() -> list[str]:
    """What `manage.py check_invariants` finds wrong in the data folder; empty when everything holds."""
    done = subprocess.run(
        [sys.executable, "manage.py", "check_invariants"], capture_output=True, text=True, env=os.environ
    )
    if done.returncode == 0:
        return []
    return [line for line in done.stdout.splitlines() if "holds" not in line] or [done.stderr[-500:]]
