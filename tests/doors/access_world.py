"""One of everything a URL can name, three times over: what a person may see, what is far away, what is in
conflict. The last two carry a canary in every text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from mourafaka.calls.models import Application
from mourafaka.people.enums import Role
from mourafaka.people.services import issue_sign_in_link
from mourafaka.registry.models import CooperativeContact
from mourafaka.selection import services
from mourafaka.selection.models import Letter, Minute
from tests.doors import worlds
from tests.factories.committee import decided, evaluated_call
from tests.factories.registry import MemberStatFactory
from tests.factories.selection import AssignmentFactory, ConflictDeclarationFactory, ReaderFactory
from tests.factories.territory import ProvinceFactory

FOREIGN, CONFLICTED = "KANARIFOREIGN", "KANARICONFLICT"


@dataclass
class World:
    call: Any
    session: Any
    own: Application
    foreign: Application
    conflicted: Application
    link: str
    more: dict[str, dict[str, Any]] = field(default_factory=dict)
    rooms: dict[tuple[str, str], Any] = field(default_factory=dict)  # (room, target) → the room's object

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
        for room in worlds.modules():
            if hasattr(room, "person"):
                room.person(self, role, user)
        return user

    def value(self, page: str, key: str, target: str) -> Any:
        """What `key` stands for in the URL of `page`, about the own, foreign or conflicted application."""
        application: Application = getattr(self, target)
        if (page, key) in self.special(target):
            return self.special(target)[page, key]
        room = page.partition(":")[0]
        if room in worlds.JOURNEY:
            return import_module(f"{worlds.__name__}.{room}").value(self, page, key, target)
        letter = Letter.objects.get(application=application)
        common = {
            ("registry", "code"): application.cooperative.code,
            ("registry", "corrects"): application.cooperative.member_stats.first().pk,
            ("registry", "kind"): "csv",
            ("territory", "code"): application.cooperative.province.code,
            ("calls", "code"): self.call.code,
            ("calls", "number"): application.number,
            ("calls", "kind"): "csv",
            ("calls", "verb"): "close",
            ("calls", "pk"): 0,
            ("public_calls", "code"): self.call.code,
            ("imports", "pk"): 0,
            ("imports", "spec_name"): "cooperatives",
            ("imports", "kind"): "csv",
            ("people", "pk"): application.entered_by.pk,
            ("people", "token"): self.link,
            ("selection", "code"): self.call.code,
            ("selection", "number"): application.number,
            ("selection", "pk"): self.session.pk,
            ("public", "code"): self.call.cohort.code,
            ("public", "number"): 1,
            ("public", "language"): "fr",
            ("foundations", "pk"): letter.message_id,
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
            ("selection:letter", "pk"): Letter.objects.get(application=application).pk,
            ("selection:minute", "pk"): Minute.objects.get(session=self.session, language="fr").pk,
            **{(page, key): value for page, keys in self.more.items() for key, value in keys.items()},
        }


def build_world(users: Callable[..., Any]) -> World:
    """A decided call with its letters, minutes and bundle; its third and fourth applications carry canaries."""
    call = evaluated_call()
    own, _second, conflicted, foreign = call.applications.order_by("number")[:4]
    _mark(own, "PLAIN", "09.541")
    _mark(conflicted, CONFLICTED, "09.541")
    _mark(foreign, FOREIGN, "08.577")
    sitting = decided(call)
    services.issue_letters(call, actor=sitting.manager)
    services.publish_bundle(call.cohort, actor=sitting.manager)
    admin = users("admin")
    world = World(
        call=sitting.session.call,
        session=sitting.session,
        own=_fresh(own),
        foreign=_fresh(foreign),
        conflicted=_fresh(conflicted),
        link=issue_sign_in_link(admin, actor=admin).secret,
    )
    somebody = ReaderFactory()
    for application in (world.own, world.foreign, world.conflicted):
        reading = AssignmentFactory(application=application, reviewer=somebody, state="to_review")
        application.assignment_ids = [reading.pk]
    for room in worlds.modules():
        room.build(world, users)
    return world


def _fresh(application: Any) -> Any:
    return Application.objects.select_related("cooperative__province").get(pk=application.pk)


def _mark(application: Any, word: str, province: str) -> None:
    """Write `word` into every text; nobody consented to be shown publicly."""
    application.project_title = f"{word} project"
    application.collective_need = f"{word} needs. " * 20
    application.products = application.market = word
    application.save()
    cooperative = application.cooperative
    cooperative.name_fr = cooperative.name_ar = f"Cooperative {word}"
    cooperative.leader_name = f"Presidente {word}"
    cooperative.province = ProvinceFactory(code=province)
    cooperative.consent_public = False
    cooperative.save()
    if not cooperative.member_stats.exists():
        MemberStatFactory(cooperative=cooperative)
