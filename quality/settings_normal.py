"""The product's settings but one: SQLite does not wait for the disk (the control of R2)."""

from mourafaka.settings import *  # noqa: F403
from mourafaka.settings import DATABASES

OPTIONS = DATABASES["default"]["OPTIONS"]
OPTIONS["init_command"] = OPTIONS["init_command"].replace("synchronous=FULL", "synchronous=NORMAL")
