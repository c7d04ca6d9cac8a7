"""Which records a caller may name, and by what name: a number, a code, an e-mail, or else the id."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import rules
from django.apps import apps
from django.db import models
from django.db.models import QuerySet
from django.http import Http404

from mourafaka.calls.models import Application, Call, Cohort, Lot, Programme, PublishedAnswer
from mourafaka.foundations import outbox
from mourafaka.foundations.models import OutboxMessage
from mourafaka.instruction.models import Team
from mourafaka.people.enums import Role
from mourafaka.people.models import Mandate, Organisation, User
from mourafaka.registry.models import Cooperative, MemberStat
from mourafaka.selection.models import CommitteeSession, ExceptionMotion, ReviewerProfile
from mourafaka.territory.models import Commune, Province, Region, Sector, ValueChain

Records = QuerySet[Any]
NATURAL_KEYS = ("number", "code", "reference", "email")
# Who names colleagues in acts: coaches, readers, members of a committee.
NAMES_COLLEAGUES = {Role.MANAGER, Role.DELEGATE, Role.ADMIN}


def _accounts(user: User) -> Records:
    """Agents name their colleagues; anybody else only themselves."""
    active = User.objects.filter(is_active=True)
    return active if user.roles() & NAMES_COLLEAGUES else active.filter(pk=user.pk)


def _mandates(user: User) -> Records:
    return Mandate.objects.all() if rules.has_perm("people.manage_accounts", user) else Mandate.objects.none()


def _teams(user: User) -> Records:
    return Team.objects.all() if rules.has_perm("instruction.manage_teams", user) else Team.objects.none()


def _open_to_all(model: type[models.Model]) -> Callable[[User], Records]:
    return lambda user: model._default_manager.all()


# Models without a `visible_to` of their own: reference data, and what is seen with its parent.
SCOPES: dict[type[models.Model], Callable[[User], Records]] = {
    **{model: _open_to_all(model) for model in (Region, Province, Commune, Sector, ValueChain)},
    **{model: _open_to_all(model) for model in (Programme, Cohort, Lot, Organisation)},
    User: _accounts,
    Mandate: _mandates,
    OutboxMessage: outbox.visible_to,
    PublishedAnswer: lambda user: PublishedAnswer.objects.filter(
        call__in=Call.objects.visible_to(user).values("pk")
    ),
    Team: _teams,
    MemberStat: lambda user: MemberStat.objects.filter(
        cooperative__in=Cooperative.objects.visible_to(user).values("pk")
    ),
    CommitteeSession: lambda user: CommitteeSession.objects.filter(
        call__in=Call.objects.visible_to(user).values("pk")
    ),
    ReviewerProfile: lambda user: ReviewerProfile.objects.filter(
        call__in=Call.objects.visible_to(user).values("pk")
    ),
    ExceptionMotion: lambda user: ExceptionMotion.objects.filter(
        application__in=Application.objects.visible_to(user).values("pk")
    ),
}


def has_scope(model: type[models.Model]) -> bool:
    return model in SCOPES or hasattr(model._default_manager, "visible_to")


def scope(model: type[models.Model], user: User) -> Records:
    """The records of `model` this person may name."""
    if model in SCOPES:
        return SCOPES[model](user)
    seen: Records = model._default_manager.visible_to(user)  # type: ignore[attr-defined]
    return seen


def key_field(model: type[models.Model]) -> models.Field[Any, Any]:
    """The field a record is named by."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    natural = (fields[name] for name in NATURAL_KEYS if name in fields and fields[name].unique)
    return next(natural, model._meta.pk)


def fetch(model: type[models.Model], user: User, keys: Iterable[Any]) -> list[Any]:
    """The records of these names in this order; one that is not in scope is not found, without a hint."""
    wanted, name = list(dict.fromkeys(keys)), key_field(model).name
    found = {getattr(record, name): record for record in scope(model, user).filter(**{f"{name}__in": wanted})}
    if len(found) != len(wanted):
        raise Http404
    return [found[key] for key in wanted]


@cache
def house_models() -> dict[str, type[models.Model]]:
    """Every model of the house by its bare name, for annotations that the type checker alone imports."""
    return {
        model.__name__: model
        for config in apps.get_app_configs()
        if config.name.startswith("mourafaka.")
        for model in config.get_models()
    }
