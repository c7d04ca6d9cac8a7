"""What every test may lean on: people with mandates, signed-in clients, a database that forgets."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from typing import Any

import django.db.backends.sqlite3.base  # noqa: F401  (first: its operations import it in a circle)
import pytest
from django.db.backends.sqlite3.operations import DatabaseOperations
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs beside the ORM in journeys

# How long an example takes says how busy the machine is, not whether the product is right.
hypothesis_settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("unhurried")

# Set up once a run for a whole module, in a minute: its tests stay on one worker, and are begun first.
TOGETHER = ("tests/doors/test_demonstration.py", "tests/doors/test_wheel.py")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Not `--dist loadgroup`: from pytest 9.2 it groups nothing and says nothing (pytest-xdist issue 1386)."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            module = nodeid.partition("::")[0]
            return module if module in TOGETHER else nodeid

    return Scheduling(config, log)


@pytest.fixture(autouse=True)
def _own_data_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA_FOLDER = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files")},
        },
    }


@pytest.fixture(autouse=True)
def _nothing_kept_from_another_test() -> None:
    from django.conf import settings
    from django.core.cache import cache
    from django.utils import translation

    cache.clear()
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True, scope="session")
def _flush_lifts_the_append_only_triggers() -> Iterator[None]:
    """Between transactional tests Django empties tables with DELETE on SQLite, which the triggers refuse."""
    original = DatabaseOperations.execute_sql_flush

    def flush(self: Any, sql_list: list[str]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = [(name, sql) for name, sql in cursor.fetchall() if "_no_" in name]
            for name, _sql in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
        original(self, sql_list)
        with self.connection.cursor() as cursor:
            for _name, sql in triggers:
                cursor.execute(sql)

    DatabaseOperations.execute_sql_flush = flush
    yield
    DatabaseOperations.execute_sql_flush = original


_numbers = itertools.count(1)


@pytest.fixture
def users(db: None) -> Callable[..., Any]:
    """`users("delegate", "09")` is a new person holding that mandate; several roles may be given as a tuple."""
    from mourafaka.people.models import Mandate, User

    def make(roles: str | tuple[str, ...] = (), territory_code: str = "", **fields: Any) -> Any:
        number = next(_numbers)
        roles = (roles,) if isinstance(roles, str) else roles
        fields.setdefault("full_name", f"Person {number}")
        user = User.objects.create_user(fields.pop("email", f"person{number}@example.org"), **fields)
        for role in roles:
            Mandate.objects.create(user=user, role=role, territory_code=territory_code)
        return user

    return make


@pytest.fixture
def client_as(settings: Any) -> Callable[..., Any]:
    """A signed-in test client; roles that need a second factor get an authenticator first."""
    from allauth.mfa.models import Authenticator
    from django.test import Client

    def make(user: Any, *, second_factor: bool = True) -> Client:
        if second_factor and user.needs_second_factor:
            Authenticator.objects.get_or_create(user=user, type="totp", defaults={"data": {"secret": "x"}})
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture
def territory(db: None) -> Any:
    """The reference data: every region and sector, and the provinces of Souss-Massa (no commune).

    `territory(regions=None, communes=True)` loads all the rest.
    """
    from mourafaka.territory.services import load_reference

    load_reference(regions=["09"], communes=False)
    return load_reference
