"""What must never be committed: hosts of package registries, paths of a machine."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOSTS = re.compile(
    "|".join(["py" + r"pi\.org", "python" + "hosted", "npm" + r"js\.(org|com)", "deb." + "debian"])
)


def tracked() -> list[Path]:
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    return [ROOT / line for line in listing.stdout.splitlines()]


def texts() -> dict[str, str]:
    found = {}
    for path in tracked():
        if path.exists() and path.stat().st_size < 2_000_000:
            try:
                found[str(path.relative_to(ROOT))] = path.read_text()
            except UnicodeDecodeError:
                continue
    return found


def test_no_file_names_the_host_of_a_package_registry():
    assert [name for name, text in texts().items() if HOSTS.search(text)] == []


def test_every_dependency_is_locked_with_hashes():
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    pinned = [index for index, line in enumerate(lines) if re.match(r"^[a-zA-Z0-9_.-]+(\[.*\])?==", line)]

    assert pinned
    assert all(lines[index].endswith("\\") and "--hash=sha256:" in lines[index + 1] for index in pinned)
