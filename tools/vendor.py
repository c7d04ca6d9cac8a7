"""Write vendor.lock.json: every file that came from elsewhere, with version, licence and sha-384.

python tools/vendor.py            write the lock
python tools/vendor.py --check    exit 1 when a file is missing, altered or unknown to the lock
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "vendor.lock.json"
FONTS = "src/mourafaka/static/mourafaka/fonts"
VENDORED = {
    f"{FONTS}/readex-basic.woff2": ("Readex Pro", "1.205", "OFL-1.1", f"{FONTS}/LICENSE-readex"),
    f"{FONTS}/readex-accents.woff2": ("Readex Pro", "1.205", "OFL-1.1", f"{FONTS}/LICENSE-readex"),
    f"{FONTS}/readex-arabic.woff2": ("Readex Pro", "1.205", "OFL-1.1", f"{FONTS}/LICENSE-readex"),
    f"{FONTS}/tifinagh.woff2": ("Noto Sans Tifinagh", "2.006", "OFL-1.1", f"{FONTS}/LICENSE-tifinagh"),
    "tests/journeys/vendor/axe.min.js": (
        "axe-core",
        "4.14.1",
        "MPL-2.0",
        "tests/journeys/vendor/LICENSE-axe-core",
    ),
}


def sha384(path: Path) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


def lock() -> dict[str, dict[str, str]]:
    return {
        path: {
            "name": name,
            "version": version,
            "licence": licence,
            "licence_file": licence_file,
            "sha384": sha384(ROOT / path),
        }
        for path, (name, version, licence, licence_file) in VENDORED.items()
    }


def main() -> int:
    if "--check" in sys.argv:
        return int(json.loads(LOCK.read_text()) != lock())
    LOCK.write_text(json.dumps(lock(), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
