"""Run a command with `DATABASE_URL` naming a private PostgreSQL cluster, made for it and removed after it.

    python tools/with_postgresql.py pytest -q

The cluster listens on a unix socket in a temporary folder, never on a port. PostgreSQL refuses to run as
root, so root starts it as the account `postgres`, which the Debian packages make.
"""

from __future__ import annotations

import getpass
import glob
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

# The cluster lives as long as one command: a power cut may take it.
QUICK = " -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off"
NOT_INSTALLED = 69  # EX_UNAVAILABLE


def binaries() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent  # the other programs stand beside it, not beside a link to it
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
    return Path(folders[-1]) if folders else None


def main(command: list[str]) -> int:
    bin_folder = binaries()
    if bin_folder is None:
        print("PostgreSQL is not installed here: this run is skipped.", file=sys.stderr)
        return NOT_INSTALLED
    as_root = os.geteuid() == 0
    owner = "postgres" if as_root else getpass.getuser()
    prefix = ["runuser", "-u", owner, "--"] if as_root else []
    folder = Path(tempfile.mkdtemp(prefix="mourafaka-pg-"))
    if as_root:
        shutil.chown(folder, owner)
    folder.chmod(0o755)
    cluster, log = folder / "cluster", folder / "log"

    def run(*words: str) -> None:
        subprocess.run([*prefix, *words], check=True, stdout=subprocess.DEVNULL, cwd=folder)

    run(str(bin_folder / "initdb"), "-D", str(cluster), "-U", "mourafaka", "-A", "trust", "-E", "UTF8",
        "--locale=C.UTF-8")  # fmt: skip
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c max_connections=60{QUICK}"
    run(str(bin_folder / "pg_ctl"), "-D", str(cluster), "-l", str(log), "-o", options, "-w", "start")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # told to end, it still removes the cluster
    try:
        run(str(bin_folder / "createdb"), "-h", str(folder), "-U", "mourafaka", "mourafaka")
        socket = str(folder).replace("/", "%2F")
        environment = {**os.environ, "DATABASE_URL": f"postgres://mourafaka@{socket}/mourafaka"}
        return subprocess.run(command, env=environment).returncode
    finally:
        run(str(bin_folder / "pg_ctl"), "-D", str(cluster), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
