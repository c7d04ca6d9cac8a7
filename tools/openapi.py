"""Write the API's description to `docs/openapi.json`, or compare it.

python tools/openapi.py          write
python tools/openapi.py check    exit 1 when the committed description is not the API's
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "openapi.json"


def description() -> str:
    """The canonical text: sorted keys, two spaces, one line end."""
    from django.utils import translation

    from mourafaka.api.site import api

    with translation.override("en"):
        schema = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> int:
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mourafaka.settings")
    import django

    django.setup()
    text = description()
    if sys.argv[1:] == ["check"]:
        if FILE.exists() and FILE.read_text(encoding="utf-8") == text:
            return 0
        print(f"{FILE.relative_to(ROOT)} is not what the API says: run python tools/openapi.py")
        return 1
    FILE.write_text(text, encoding="utf-8")
    print(f"{FILE.relative_to(ROOT)} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
