"""Locking a record and reading it as it is now: what nearly every act begins with.

Only the key differs between two such questions, so it is compiled once (docs/adr/0012).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection, transaction
from django.db.models import Model
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)
Make = Callable[[Any], M]
ANY_KEY = 0


class Locked(Generic[M]):
    """`Locked(Report, "visit__enrolment")(report)`: the record as it is now, locked until the transaction ends, and
    the records it points to. `of` names those to lock too, as for `select_for_update`; "self" is the record alone.

    Raises the model's DoesNotExist.
    """

    def __init__(self, model: type[M], *related: str, of: tuple[str, ...] = ("self",)) -> None:
        self.model, self.related, self.of = model, related, of
        self._asked: dict[str, tuple[str, Make[M]]] = {}

    def __call__(self, record: Model) -> M:
        return self.of_key(record.pk)

    def of_key(self, key: Any) -> M:
        if not connection.in_atomic_block:
            raise transaction.TransactionManagementError("a record is locked within a transaction")
        if connection.vendor not in self._asked:
            self._asked[connection.vendor] = self._compiled()
        statement, make = self._asked[connection.vendor]
        with connection.cursor() as cursor:
            cursor.execute(statement, [key])
            row = cursor.fetchone()
        if row is None:
            raise self.model.DoesNotExist(f"{self.model._meta.label} {key}")  # type: ignore[attr-defined]
        return make(row)

    def _compiled(self) -> tuple[str, Make[M]]:
        rows = self.model._default_manager.select_for_update(of=self.of).filter(pk=ANY_KEY)
        query = (rows.select_related(*self.related) if self.related else rows).query
        compiler = query.get_compiler(connection.alias)
        statement, values = compiler.as_sql()
        if values != (ANY_KEY,):
            raise TypeError(f"{self.model.__name__}: the key is not all that such a question depends on")
        return statement, _maker(compiler)


def _maker(compiler: Any) -> Make[Any]:
    """From a row, the record and those it points to, as Django makes them."""
    info = compiler.klass_info
    own = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
    names = [column.target.attname for column, _sql, _alias in compiler.select[own]]
    related = get_related_populators(info, compiler.select, connection.alias)  # type: ignore[call-arg]
    converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])

    def make(row: Any) -> Any:
        (values,) = compiler.apply_converters([row], converters)
        record = info["model"].from_db(connection.alias, names, values[own])
        for each in related:
            each.populate(values, record)
        return record

    return make
