"""What an assignment of readers would change, who could replace a reader, and why nobody can."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mourafaka.calls.enums import ApplicationState
from mourafaka.calls.models import Application, Call
from mourafaka.engine import assign as engine
from mourafaka.selection.enums import LEFT_STATES, AssignmentState
from mourafaka.selection.models import Assignment, ReviewerProfile
from mourafaka.selection.queries.grid import readings_due, rules_in_force
from mourafaka.selection.queries.ties import Pair, declared_conflicts, tied_pairs

UNSTARTED = (AssignmentState.TO_DECLARE, AssignmentState.TO_REVIEW)


def to_be_read(call: Call) -> list[Application]:
    """The admissible applications, with what assigning looks at."""
    return list(
        Application.objects.filter(call=call, state=ApplicationState.ADMISSIBLE)
        .select_related("cooperative__sector", "cooperative__province")
        .order_by("number")
    )


def profiles_of(call: Call) -> list[ReviewerProfile]:
    return list(ReviewerProfile.objects.filter(call=call).select_related("user").order_by("pseudonym"))


@dataclass(frozen=True)
class Change:
    application: Application
    profile: ReviewerProfile


@dataclass(frozen=True)
class Load:
    profile: ReviewerProfile
    before: int
    after: int


@dataclass(frozen=True)
class AssignmentPlan:
    """What would change: readings given and taken away, every reader's load; or why nothing fits.

    `fingerprint` names the state of things this was computed from: applying it elsewhere is refused.
    """

    call: Call
    added: tuple[Change, ...]
    removed: tuple[Change, ...]
    kept: int
    loads: tuple[Load, ...]
    why_impossible: tuple[str, ...]
    sector_known: int
    fingerprint: str

    @property
    def possible(self) -> bool:
        return not self.why_impossible

    @property
    def changes_nothing(self) -> bool:
        return self.possible and not self.added and not self.removed


@dataclass(frozen=True)
class Situation:
    """Everything an assignment starts from, read once.

    `barred`: conflicts, ties and abstentions. `left`: those and the readings moved away, which a new
    assignment may give back but a replacement does not.
    """

    call: Call
    applications: list[Application]
    profiles: list[ReviewerProfile]
    readings: int
    held: Mapping[Pair, Assignment]
    left: frozenset[Pair]
    barred: frozenset[Pair]
    by_key: Mapping[int, Application]
    by_user: Mapping[int, ReviewerProfile]


def situation(call: Call, applications: list[Application] | None = None) -> Situation:
    """Of all that is to be read, or of these `applications` only: what each reader holds is known either way."""
    applications = to_be_read(call) if applications is None else applications
    profiles = profiles_of(call)
    rows = list(Assignment.objects.of_call(call).order_by("pk"))
    left = {(row.application_id, row.reviewer_id): row.state for row in rows if row.state in LEFT_STATES}
    for_good = {pair for pair, state in left.items() if state != AssignmentState.REASSIGNED}
    return Situation(
        call=call,
        applications=applications,
        profiles=profiles,
        readings=readings_due(rules_in_force(call)),
        held={(row.application_id, row.reviewer_id): row for row in rows if row.state not in LEFT_STATES},
        left=frozenset(left),
        barred=frozenset(for_good) | declared_conflicts(call) | tied_pairs(applications),
        by_key={application.pk: application for application in applications},
        by_user={profile.user_id: profile for profile in profiles},
    )


def propose_assignment(call: Call, *, afresh: bool = False) -> AssignmentPlan:
    """The best assignment and what it would change.

    Readings that have begun, are submitted or are pinned never move. The others stay where they are too,
    unless that leaves no way out, or unless everything not begun is dealt `afresh`.
    """
    facts = situation(call)
    if not facts.profiles:
        return _impossible(facts, (_("Nobody reads for this call yet: enrol readers first."),))
    if not facts.applications:
        return _impossible(facts, (_("No admissible application awaits a reading."),))
    answer = None if afresh else _solve(facts, keep_all=True)
    if answer is None or answer.status != "optimal":
        answer = _solve(facts, keep_all=False)
    if answer.status != "optimal":
        return _impossible(facts, tuple(_bottleneck(found, facts) for found in answer.bottlenecks))
    return _plan(facts, answer)


def _solve(facts: Situation, *, keep_all: bool) -> engine.Assignment:
    kept = {
        pair
        for pair, row in facts.held.items()
        if keep_all or row.pinned or row.third_reading or row.state not in UNSTARTED
    }
    return engine.assign(
        [_application(application) for application in facts.applications],
        [_reviewer(profile) for profile in facts.profiles],
        facts.readings,
        conflicts=_named(facts, facts.barred - kept),
        pinned=_named(facts, kept),
    )


def _application(application: Application) -> engine.Application:
    return engine.Application(application.number, application.language, application.cooperative.sector_id)


def _reviewer(profile: ReviewerProfile) -> engine.Reviewer:
    return engine.Reviewer(
        profile.pseudonym,
        frozenset(profile.user.languages) or None,
        frozenset(profile.user.sectors),
        profile.min_load,
        profile.max_load,
    )


def _named(facts: Situation, pairs: Iterable[Pair]) -> list[tuple[str, str]]:
    """Pairs in the engine's names, without applications no longer read and people who left."""
    return [
        (facts.by_key[application].number, facts.by_user[user].pseudonym)
        for application, user in sorted(pairs)
        if application in facts.by_key and user in facts.by_user
    ]


def _plan(facts: Situation, answer: engine.Assignment) -> AssignmentPlan:
    before = _named(facts, facts.held)
    change = engine.difference(before, answer.pairs)
    applications = {application.number: application for application in facts.applications}
    profiles = {profile.pseudonym: profile for profile in facts.profiles}

    def changes(pairs: Iterable[tuple[str, str]]) -> tuple[Change, ...]:
        return tuple(Change(applications[number], profiles[pseudonym]) for number, pseudonym in pairs)

    now, then = Counter(pseudonym for _, pseudonym in before), answer.loads or {}
    return AssignmentPlan(
        call=facts.call,
        added=changes(change.added),
        removed=changes(change.removed),
        kept=change.kept,
        loads=tuple(Load(p, now[p.pseudonym], then.get(p.pseudonym, 0)) for p in facts.profiles),
        why_impossible=(),
        sector_known=answer.sector_known,
        fingerprint=_fingerprint([*change.added, *change.removed], before),
    )


def _impossible(facts: Situation, why: tuple[str, ...]) -> AssignmentPlan:
    now = Counter(pseudonym for _, pseudonym in _named(facts, facts.held))
    loads = tuple(Load(p, now[p.pseudonym], now[p.pseudonym]) for p in facts.profiles)
    return AssignmentPlan(facts.call, (), (), sum(now.values()), loads, why, 0, "")


def _fingerprint(*parts: list[tuple[str, str]]) -> str:
    return hashlib.sha256(json.dumps([sorted(part) for part in parts]).encode()).hexdigest()[:24]


def _bottleneck(found: engine.Bottleneck, facts: Situation) -> str:
    """The bottleneck in words, with the pseudonyms concerned when they are few."""
    people = ", ".join(found.reviewers[:6]) + ("…" if len(found.reviewers) > 6 else "")
    words = {
        "languages": ", ".join(language_name(code) for code in found.languages if code) or _("any"),
        "applications": len(found.applications),
        "numbers": ", ".join(found.applications[:6]) + ("…" if len(found.applications) > 6 else ""),
        "readers": people or _("nobody"),
        "needed": found.needed,
        "available": found.available,
    }
    if found.kind == "pinned":
        return _("%(readers)s: pinned or begun readings %(needed)s, at most %(available)s.") % words
    if found.kind == "minimum":
        return (
            _("%(readers)s: must be given at least %(needed)s readings, and only %(available)s can be.")
            % words
        )
    return (
        _(
            "Applications in %(languages)s (%(applications)s: %(numbers)s) need %(needed)s readings; those "
            "who may read them (%(readers)s) can give %(available)s."
        )
        % words
    )


def language_name(code: str) -> str:
    names = {
        "fr": _("French"),
        "ar": _("Arabic"),
        "zgh": _("Tamazight"),
        "en": _("English"),
        "es": _("Spanish"),
    }
    return names.get(code, code)


@dataclass(frozen=True)
class Substitutes:
    """Who could read an application now, the least loaded first; and why the others cannot."""

    application: Application
    eligible: tuple[ReviewerProfile, ...]
    obstacles: Mapping[str, int]
    enrolled: int

    @property
    def why_nobody(self) -> str:
        words = {
            "left": _("already left this reading: %(count)s"),
            "conflict": _("conflict of interest or tie: %(count)s"),
            "reads_it": _("already reading it: %(count)s"),
            "language": _("do not read its language: %(count)s"),
            "full": _("at their greatest load: %(count)s"),
        }
        parts = [
            text % {"count": self.obstacles[code]} for code, text in words.items() if self.obstacles.get(code)
        ]
        return _("Readers enrolled: %(enrolled)s; %(obstacles)s.") % {
            "enrolled": self.enrolled,
            "obstacles": ", ".join(parts) or _("none could be found"),
        }


def substitutes(application: Application, facts: Situation | None = None) -> Substitutes:
    """The least loaded first; among equals those who know the sector, then by pseudonym."""
    facts = facts or situation(application.call, [application])
    loads = Counter(user for _, user in facts.held)
    obstacles: Counter[str] = Counter()
    eligible = []
    for profile in facts.profiles:
        obstacle = _obstacle(application, profile, facts, loads[profile.user_id])
        if obstacle:
            obstacles[obstacle] += 1
        else:
            eligible.append(profile)
    sector = application.cooperative.sector_id
    eligible.sort(key=lambda p: (loads[p.user_id], sector not in p.user.sectors, p.pseudonym))
    return Substitutes(application, tuple(eligible), obstacles, len(facts.profiles))


def _obstacle(application: Application, profile: ReviewerProfile, facts: Situation, load: int) -> str:
    pair = (application.pk, profile.user_id)
    if pair in facts.held:
        return "reads_it"
    if pair in facts.left:
        return "left"
    if pair in facts.barred:
        return "conflict"
    languages = profile.user.languages
    if languages and application.language not in languages:
        return "language"
    return "full" if load >= profile.max_load else ""
