"""The product's settings with what a run of R2 asks of SQLite besides."""

import os

from mourafaka.settings import *  # noqa: F403
from mourafaka.settings import DATABASES

DATABASES["default"]["OPTIONS"]["init_command"] += os.environ["QUALITY_PRAGMAS"]
