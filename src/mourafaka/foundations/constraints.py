"""The sentence of a database constraint that refused a row.

Constraints carry their sentence (`violation_error_message`); the databases answer with their name, or, for
unique ones on SQLite, with their columns. Asking the database is quicker and safer than asking beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, models, transaction

from mourafaka.foundations.refusals import Refused


@contextmanager
def refusing(model: type[models.Model], code: str = "value_refused") -> Iterator[None]:
    """Write inside a savepoint; a constraint of `model` that objects becomes `Refused(code, reason=…, field=…)`."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        broken = broken_constraint(model, error)
        if broken is None:
            raise
        fields = getattr(broken, "fields", ())
        raise Refused(
            code, reason=str(broken.violation_error_message), field=fields[-1] if fields else ""
        ) from error


def broken_constraint(model: type[models.Model], error: IntegrityError) -> models.BaseConstraint | None:
    text = str(error)
    columns = {column.strip() for column in re.findall(rf"{model._meta.db_table}\.(\w+)", text)}
    for constraint in model._meta.constraints:
        names = {
            getattr(model._meta.get_field(name), "column", name) for name in getattr(constraint, "fields", ())
        }
        if re.search(rf"\b{constraint.name}\b", text) or (names and names == columns):
            return constraint
    return None
