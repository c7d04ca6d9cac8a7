"""Every act of the house behind one door: POST /acts/<verb>, one described operation each.

The body is made from the act's own signature; records are named by number, code or id, and looked for among
those the caller sees. The act asks its rule and writes its journal row as at every other door.
"""

from __future__ import annotations

import importlib.util
import inspect
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.http import Http404
from ninja import Header, Router, Schema

from mourafaka.api import scopes
from mourafaka.api.answers import Problem
from mourafaka.api.auth import Request
from mourafaka.api.door import acting
from mourafaka.api.parameters import CannotBeTold, Shape, body_of, hints_of, shape_of
from mourafaka.api.shapes import SHAPES
from mourafaka.foundations.acts import ACTS
from mourafaka.foundations.journal import jsonable
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User

_STEP = "one step inside other acts, which ask for what must hold before it"
_IMPORT = "an import goes with its preview and its worker: the pages and the command line"
_KEYS = "makes a way in: shown once, on the site, to the person signed in there"
_NO_ACCOUNT = "done on its public page by somebody without account, who holds the code shown in the room"

_LIST = "about the list and the choices of the person signed in on the site"
_NIGHTLY = "done every night by the installation's own account"
_PRIVACY = "about any kind of record, confirmed on its page by whoever answers for personal data"

_READER = "done on its public page by a reader, whose device and network the rule of reports needs to know"
_FETCHED = "done by the worker, with what newspapers answered"

# Acts that this door does not offer, each with its reason.
NOT_OFFERED = {
    "appeals.rejection.cancel": _STEP,
    "appeals.rejection.write": _STEP,
    "applying.drafts.expire": _NIGHTLY,
    "applying.drafts.warn": _NIGHTLY,
    "calls.applications.move": _STEP,
    "calls.call.move": _STEP,
    "coaching.plan.keep": _STEP,
    "enrolment.phase.advance": _STEP,
    "imports.check.start": _IMPORT,
    "imports.columns.match": _IMPORT,
    "imports.file.send": _IMPORT,
    "imports.import.start": _IMPORT,
    "imports.import.stop": _IMPORT,
    "imports.options.choose": _IMPORT,
    "imports.questions.answer": _IMPORT,
    "imports.rows.import": _IMPORT,
    "instruction.cases.open": _NIGHTLY,
    "instruction.corrections.lapse": _NIGHTLY,
    "notices.address.stop": _LIST,
    "notices.notices.read": _LIST,
    "notices.preferences.set": _LIST,
    "people.link.issue": _KEYS,
    "people.token.create": _KEYS,
    "plans.visit.tell": _STEP,
    "press.articles.again": _FETCHED,
    "press.digest.ask": _READER,
    "press.digest.confirm": _READER,
    "press.digest.stop": _READER,
    "press.digests.send": _NIGHTLY,
    "press.entries.take": _FETCHED,
    "press.image.appeal": _READER,
    "press.image.keep": _FETCHED,
    "press.image.report": _READER,
    "press.raw.purge": _NIGHTLY,
    "press.round.take": _FETCHED,
    "press.search.drop": _LIST,
    "press.search.save": _LIST,
    "press.signals.take": _FETCHED,
    "press.tag.dispute": _READER,
    "press.takedown.ask": _READER,
    "privacy.person.erase": _PRIVACY,
    "privacy.person.export": _PRIVACY,
    "privacy.request.answer": _PRIVACY,
    "privacy.request.ask": _LIST,
    "privacy.retention.apply": _NIGHTLY,
    "registry.rib.read": "shown once, on its page, to who pays; no program keeps account numbers",
    "training.attendance.self_check": _NO_ACCOUNT,
    "training.session.rate": _NO_ACCOUNT,
}
RESPONSES = dict.fromkeys((400, 401, 403, 404, 409, 422), Problem)
PLACES = ("services", "mail")  # where acts are written: modules or packages of the rooms

router = Router()
OFFERED: dict[str, Offer] = {}
NOT_TELLABLE: dict[str, str] = {}  # acts whose arguments nobody described; the house's test wants none


class Reference(Schema):
    """A record by its kind, its id, and the name by which acts take it."""

    kind: str
    id: str
    name: str

    @classmethod
    def of(cls, record: models.Model) -> Reference:
        name = getattr(record, scopes.key_field(type(record)).name)
        return cls(kind=record._meta.label_lower, id=str(record.pk), name=str(name))


class Done(Schema):
    """What the act answered: the records it made or changed, or a plain value."""

    act: str
    records: list[Reference]
    value: str | int | bool | None = None


@dataclass(frozen=True)
class Offer:
    """An act as this door offers it."""

    verb: str
    function: Callable[..., Any]
    subject: str
    shapes: Mapping[str, Shape]
    body: Any

    def arguments(self, user: User, told: Any) -> dict[str, Any]:
        """The act's arguments, for every field that was told."""
        return {
            name: shape.read(user, getattr(told, name))
            for name, shape in self.shapes.items()
            if name in told.model_fields_set
        }

    def perform(self, request: Request, told: Any) -> Any:
        user = request.auth
        arguments = self.arguments(user, told)
        bound = inspect.signature(self.function).bind_partial(**arguments)
        bound.apply_defaults()
        subject = bound.arguments.get(self.subject)
        secret = (self.subject, "actor", *self.function.act_secret)  # type: ignore[attr-defined]
        facts = {name: value for name, value in bound.arguments.items() if name not in secret}
        if self.subject not in self.shapes:
            arguments[self.subject] = None
        with acting(request, subject, user, facts), transaction.atomic():
            result = self.function(arguments.pop(self.subject), actor=user, **arguments)
            for record in _records(result):
                _refuse_faulty(record)
        return result


def offer_every_act() -> None:
    """Give every act its operation; those that cannot be told are kept aside with the reason."""
    _import_every_act()
    for verb in sorted(ACTS.keys() - NOT_OFFERED.keys()):
        try:
            OFFERED[verb] = _offer(verb)
        except (CannotBeTold, FieldDoesNotExist, NameError) as unknown:
            NOT_TELLABLE[verb] = str(unknown)
        else:
            _add_operation(OFFERED[verb])


def _import_every_act() -> None:
    for config in apps.get_app_configs():
        if config.name.startswith("mourafaka."):
            for place in PLACES:
                _import(f"{config.name}.{place}")


def _import(name: str) -> None:
    if importlib.util.find_spec(name) is None:
        return
    module = importlib.import_module(name)
    for found in pkgutil.iter_modules(getattr(module, "__path__", ())):
        _import(f"{name}.{found.name}")


def _offer(verb: str) -> Offer:
    function: Any = ACTS[verb]
    written = inspect.unwrap(function)
    hints = hints_of(written)
    parameters = inspect.signature(written).parameters
    shapes, needed = {}, {}
    for name, parameter in parameters.items():
        if name == "actor" or hints[name] is type(None):
            continue
        shapes[name] = SHAPES.get((verb, name)) or shape_of(hints[name], f"{verb} {name}")
        needed[name] = (shapes[name], ... if parameter.default is parameter.empty else None)
    title = "".join(part.title() for part in verb.replace("_", ".").split("."))
    return Offer(verb, function, next(iter(parameters)), shapes, body_of(title, needed))


def _add_operation(offer: Offer) -> None:
    def operation(
        request: Any, body: Any, idempotency_key: Annotated[str | None, Header(max_length=64)] = None
    ) -> Any:
        result = _worded(offer, request, body)
        return Done(
            act=offer.verb, records=[Reference.of(each) for each in _records(result)], value=_value(result)
        )

    operation.__annotations__["body"] = offer.body
    operation.__name__ = "act_" + offer.verb.replace(".", "_")
    router.post(
        f"/acts/{offer.verb}",
        response={200: Done, **RESPONSES},
        tags=[f"acts of {offer.verb.partition('.')[0]}"],
        summary=offer.verb,
        description=inspect.getdoc(offer.function),
        operation_id=operation.__name__,
        url_name=operation.__name__,
    )(operation)


def _worded(offer: Offer, request: Any, body: Any) -> Any:
    """Do the act; what the database or a form would refuse is a refusal in words here too."""
    try:
        return offer.perform(request, body)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    except ValidationError as error:
        raise Refused("value_impossible", reason=" ".join(error.messages)) from error
    except (DataError, IntegrityError, OverflowError) as error:
        raise Refused("value_impossible", reason=str(error).splitlines()[0]) from error


def _refuse_faulty(record: models.Model) -> None:
    """What the act wrote must fit its columns; forms see to it on the web."""
    for field in record._meta.concrete_fields:
        if field.is_relation or field.attname in record.get_deferred_fields():
            continue
        value = getattr(record, field.attname)
        if value in field.empty_values or isinstance(value, models.Expression):
            continue
        try:
            field.clean(value, record)
        except ValidationError as error:
            raise Refused("value_refused", reason=error.messages[0], field=field.name) from error


def _records(result: Any) -> list[models.Model]:
    """The records an act answered, whatever holds them."""
    if isinstance(result, models.Model):
        return [result]
    if isinstance(result, list | tuple | models.QuerySet):
        return [record for each in result for record in _records(each)]
    if is_dataclass(result) and not isinstance(result, type):
        return [record for field in fields(result) for record in _records(getattr(result, field.name))]
    return []


def _value(result: Any) -> str | int | bool | None:
    if isinstance(result, str | int | bool):
        return result
    if isinstance(result, Decimal | date):
        return str(jsonable(result))
    secret = getattr(result, "secret", None)
    return secret if isinstance(secret, str) else None


offer_every_act()
