"""One of everything a URL can name, three times over: what a person may see, what is far away, what is in
conflict. The last two carry a canary in every text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mourafaka.calls.models import Application
from mourafaka.people.enums import Role
from mourafaka.people.services import issue_sign_in_link
from mourafaka.registry.models import CooperativeContact
from tests.factories.calls import CallFactory
from tests.factories.selection import (
    AdmissibleFactory,
    AssignmentFactory,
    ConflictDeclarationFactory,
    ReaderFactory,
)

FOREIGN, CONFLICTED = "KANARIFOREIGN", "KANARICONFLICT"


@dataclass
class World:
    call: Any
    own: Application
    foreign: Application
    conflicted: Application
    link: str
    more: dict[str, dict[str, Any]] = field(default_factory=dict)

    def person(self, role: str, users: Callable[..., Any], *, wide: bool) -> Any:
        """Somebody with this role, over the region of the own application or the whole country, who declared
        a conflict about the conflicted one and none about the own one."""
        user = ReaderFactory() if role == Role.REVIEWER else users(role, "" if wide else "09")
        ConflictDeclarationFactory(application=self.own, person=user, nature="none")
        ConflictDeclarationFactory(application=self.conflicted, person=user, nature="family")
        if role == Role.REVIEWER:
            AssignmentFactory(application=self.own, reviewer=user, state="to_review")
            AssignmentFactory(application=self.conflicted, reviewer=user, state="conflict")
        if role == Role.COOPERATIVE:
            CooperativeContact.objects.create(user=user, cooperative=self.own.cooperative)
        return user

    def value(self, page: str, key: str, target: str) -> Any:
        """What `key` stands for in the URL of `page`, about the own, foreign or conflicted application."""
        application: Application = getattr(self, target)
        if (page, key) in self.special(target):
            return self.special(target)[page, key]
        room = page.partition(":")[0]
        common = {
            ("registry", "code"): application.cooperative.code,
            ("registry", "corrects"): application.cooperative.member_stats.first().pk,
            ("registry", "kind"): "csv",
            ("territory", "code"): application.cooperative.province.code,
            ("calls", "code"): self.call.code,
            ("calls", "number"): application.number,
            ("calls", "kind"): "csv",
            ("calls", "verb"): "close",
            ("imports", "pk"): 0,
            ("imports", "spec_name"): "cooperatives",
            ("imports", "kind"): "csv",
            ("people", "pk"): application.entered_by.pk,
            ("people", "token"): self.link,
            ("selection", "code"): self.call.code,
            ("selection", "number"): application.number,
        }
        if (room, key) not in common:
            raise KeyError(f"{page} needs a value for {key!r} in tests/doors/access_world.py")
        return common[room, key]

    def special(self, target: str) -> dict[tuple[str, str], Any]:
        application: Application = getattr(self, target)
        reading = application.assignment_ids[0] if hasattr(application, "assignment_ids") else 0
        return {
            ("calls:cohort", "code"): self.call.cohort.code,
            ("calls:new_lot", "code"): self.call.cohort.code,
            ("calls:new_call", "code"): self.call.cohort.code,
            ("calls:rules_version", "number"): 1,
            ("calls:step", "verb"): "submit",
            ("calls:document", "kind"): "registration",
            ("calls:file", "kind"): "registration",
            ("selection:reading", "pk"): reading,
            ("selection:draft", "pk"): reading,
            ("selection:abstain", "pk"): reading,
            ("selection:found_conflict", "pk"): reading,
            ("selection:move", "pk"): reading,
            ("selection:third_reading", "pk"): application.pk,
            **{(page, key): value for page, keys in self.more.items() for key, value in keys.items()},
        }


def build_world(users: Callable[..., Any]) -> World:
    call = CallFactory(state="closed", documents=["registration"])
    admin = users("admin")
    world = World(
        call=call,
        own=_application(call, "PLAIN", "09.541"),
        foreign=_application(call, FOREIGN, "08.577"),
        conflicted=_application(call, CONFLICTED, "09.541"),
        link=issue_sign_in_link(admin, actor=admin).secret,
    )
    somebody = ReaderFactory()
    for application in (world.own, world.foreign, world.conflicted):
        reading = AssignmentFactory(application=application, reviewer=somebody, state="to_review")
        application.assignment_ids = [reading.pk]
    return world


def _application(call: Any, word: str, province: str) -> Any:
    application = AdmissibleFactory(
        call=call,
        cooperative__name_fr=f"Cooperative {word}",
        cooperative__province__code=province,
        cooperative__leader_name=f"Presidente {word}",
        project_title=f"{word} project",
        collective_need=f"{word} needs. " * 20,
        products=word,
        market=word,
    )
    return application
