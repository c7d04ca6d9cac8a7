"""Where this installation keeps its data: database, secrets, uploaded files.

`MOURAFAKA_DATA` says where; otherwise a `data` folder beside the project when run from a clone, or the
user's data folder when installed from a wheel.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def clone_root() -> Path | None:
    """The project's folder when the package runs from a clone, else None."""
    root = PACKAGE.parent.parent
    return root if (root / "pyproject.toml").exists() and (root / "manage.py").exists() else None


def find() -> Path:
    named = os.environ.get("MOURAFAKA_DATA")
    if named:
        return Path(named).expanduser().resolve()
    root = clone_root()
    if root is not None:
        return root / "data"
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser() / "mourafaka"


def secret(folder: Path, name: str) -> str:
    """The secret called `name`, made at first use, readable by its owner only."""
    path = folder / name
    if path.exists():
        return path.read_text().strip()
    folder.mkdir(parents=True, exist_ok=True)
    value = secrets.token_urlsafe(48)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was quicker
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(value)
    return value
