"""When readers' reports hide an image: evidence is weighed, not counted.

A bare count of reporters is beaten by any brigade: in simulation, three to five “distinct people” blocked a good
image every time. Here each report weighs what its author's earlier reports were worth, one network is one voice,
and nothing is hidden without somebody who has a record of reports that moderators confirmed.

    weight    w = ln(q / (1-q)) - ln(π / (1-π)), clipped; q = (agreed + n·q0) / (decided + n)
    score     1 / (1 + exp(-(ln(π / (1-π)) + Σ w)))

π is the share of reports confirmed lately, q0 what is believed of somebody unknown (more of an account than of a
device). The numbers are a rule: data with a version, that can be replayed over the log before it is changed.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any


class RuleError(ValueError):
    """A rule that does not hold together; the message names the number."""


@dataclass(frozen=True)
class Rule:
    """Every number of the rule. Shares are 0 to 1, days and minutes are whole."""

    version: str = "1"
    threshold: float = 0.90
    networks: int = 3
    with_record: int = 1
    base: float = 0.30
    base_reports: int = 20  # how many decided reports weigh as much as `base`
    known: float = 0.65  # q0 of an account
    unknown: float = 0.45  # q0 of a device
    belief: int = 6  # n: how many decided reports weigh as much as q0
    lightest: float = -0.5
    heaviest: float = 2.2
    without_record: float = 0.4
    without_record_at_most: float = 1.2
    record_days: int = 30
    record_agreed: int = 2
    record_ratio: float = 1.5
    at_once: tuple[str, ...] = ("privacy",)
    immune_days: int = 90
    alike: int = 4  # bits of difference between perceptual hashes
    account_a_day: int = 20
    device_an_hour: int = 5
    network_an_hour: int = 20
    rejected_in_a_row: int = 3
    muted_days: int = 30
    spike_reporters: int = 5
    spike_minutes: int = 10
    spike_neighbourhoods: int = 3
    second_review: float = 0.05  # share of moderators' decisions that another one judges again, blind

    def __post_init__(self) -> None:
        if not 0 <= self.second_review <= 1:
            raise RuleError("second_review must lie between 0 and 1")
        for name in ("threshold", "base", "known", "unknown"):
            if not 0 < getattr(self, name) < 1:
                raise RuleError(f"{name} must lie between 0 and 1")
        if self.lightest > self.heaviest or self.networks < 1 or self.with_record < 0:
            raise RuleError("the weights or the counts contradict each other")

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "at_once": list(self.at_once)}


def drawn(digest: str, share: float) -> bool:
    """Whether a decision of this digest (hexadecimal, nobody chooses it) is among the `share` drawn by lot."""
    return int(digest[:13], 16) < share * 16**13


def rule_of(data: Mapping[str, Any]) -> Rule:
    """A rule from its data; refuses a number it does not know, so that no typing error passes in silence."""
    known = {each.name: each for each in fields(Rule)}
    for name, value in data.items():
        if name not in known:
            raise RuleError(f"unknown number: {name}")
        wanted = type(known[name].default)
        if wanted is tuple and isinstance(value, list | tuple):
            continue
        if isinstance(value, bool) or not isinstance(value, (int, float) if wanted is float else wanted):
            raise RuleError(f"{name}: {value!r}")
    values: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in data.items()}
    return Rule(**values)


@dataclass(frozen=True)
class Report:
    """One report, with what was known of its author at that moment. `minute` counts from any fixed moment."""

    reporter: str
    network: str
    minute: int
    reason: str = "offensive"
    neighbourhood: str = ""
    referrer: str = ""
    account: bool = False
    account_days: int = 0
    agreed: int = 0
    rejected: int = 0
    staff: bool = False
    muted: bool = False


@dataclass(frozen=True)
class Verdict:
    """What the reports say together: `verb` is queue or block, `why` names what decided."""

    verb: str
    why: str
    score: float
    networks: int
    with_record: int


def logit(share: float) -> float:
    return math.log(share / (1 - share))


def base_share(confirmed: int, decided: int, rule: Rule) -> float:
    """π: the share of decided reports that were confirmed, drawn to the rule's base while they are few."""
    return (confirmed + rule.base * rule.base_reports) / (decided + rule.base_reports)


def has_record(report: Report, rule: Rule) -> bool:
    """Whether its author's earlier reports were confirmed often enough; the programme's own people start so."""
    if report.muted:
        return False
    proven = report.agreed >= rule.record_agreed and report.agreed >= rule.record_ratio * report.rejected
    return report.staff or (report.account and report.account_days >= rule.record_days and proven)


def weight(report: Report, rule: Rule, base: float) -> float:
    """Natural logarithm of how much likelier one report makes it that the image is bad."""
    if report.muted:
        return 0.0
    believed = rule.known if report.account else rule.unknown
    share = (report.agreed + rule.belief * believed) / (report.agreed + report.rejected + rule.belief)
    clipped = min(max(logit(share) - logit(base), rule.lightest), rule.heaviest)
    return clipped if has_record(report, rule) else clipped * rule.without_record


def judge(
    reports: Sequence[Report],
    rule: Rule,
    *,
    base: float | None = None,
    protected: bool = False,
) -> Verdict:
    """What to do with an image. `protected`: pinned by staff or kept lately, hence never blocked by the machine."""
    share = rule.base if base is None else base
    voices = _one_voice_a_network(reports, rule, share)
    proven = [report for report in voices if has_record(report, rule)]
    others = sum(weight(report, rule, share) for report in voices if not has_record(report, rule))
    total = sum(weight(report, rule, share) for report in proven) + min(others, rule.without_record_at_most)
    score = 1 / (1 + math.exp(-(logit(share) + total)))
    heard = len([report for report in voices if not report.muted])

    def say(verb: str, why: str) -> Verdict:
        return Verdict(verb, why, score, heard, len(proven))

    if protected:
        return say("queue", "protected")
    if any(report.reason in rule.at_once and has_record(report, rule) for report in reports):
        return say("block", "at_once")
    if score < rule.threshold - 1e-12:
        return say("queue", "score")
    if heard < rule.networks:
        return say("queue", "networks")
    if len(proven) < rule.with_record:
        return say("queue", "record")
    if is_spike(reports, rule):
        return say("queue", "spike")
    return say("block", "evidence")


def _one_voice_a_network(reports: Iterable[Report], rule: Rule, base: float) -> list[Report]:
    """Of each network the heaviest report; one with a record stands before any other."""
    voices: dict[str, Report] = {}
    for report in reports:
        rank = (has_record(report, rule), weight(report, rule, base))
        other = voices.get(report.network)
        if other is None or rank > (has_record(other, rule), weight(other, rule, base)):
            voices[report.network] = report
    return list(voices.values())


def is_spike(reports: Iterable[Report], rule: Rule) -> bool:
    """Many reporters without record within minutes, from few neighbourhoods or sent by one page."""
    fresh = sorted((each for each in reports if not has_record(each, rule)), key=lambda each: each.minute)
    for last, report in enumerate(fresh):
        window = [each for each in fresh[: last + 1] if report.minute - each.minute < rule.spike_minutes]
        if len({each.reporter for each in window}) < rule.spike_reporters:
            continue
        senders = {each.referrer for each in window}
        near = len({each.neighbourhood or each.network for each in window}) <= rule.spike_neighbourhoods
        if near or (len(senders) == 1 and senders != {""}):
            return True
    return False


def too_many(rule: Rule, *, account: bool, by_account_today: int, by_device: int, by_network: int) -> str:
    """Which limit a further report would pass: account, device or network; empty when none."""
    if account and by_account_today >= rule.account_a_day:
        return "account"
    if not account and by_device >= rule.device_an_hour:
        return "device"
    return "network" if by_network >= rule.network_an_hour else ""


def distance(one: str, other: str) -> int:
    """Bits by which two perceptual hashes (16 hexadecimal digits) differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


@dataclass(frozen=True)
class Event:
    """A line of the log: a report, or what a moderator finally said (kept, removed)."""

    image: str
    kind: str
    base: float = 0.30
    protected: bool = False
    report: Report | None = None


@dataclass(frozen=True)
class Replay:
    """What a rule would have done over a log, against what moderators said in the end."""

    version: str
    images: int
    reports: int
    blocked: int
    blocked_wrongly: int
    removed: int
    removed_unblocked: int
    changed: tuple[str, ...] = field(default=())  # images that the rule treats otherwise than `before` did


def replay(events: Iterable[Event], rule: Rule, *, before: Collection[str] = ()) -> Replay:
    """Run `rule` over a log. `before`: the images that were blocked automatically under the rules in force then."""
    told: dict[str, list[Report]] = {}
    blocked: set[str] = set()
    final: dict[str, str] = {}
    count = 0
    for event in events:
        seen = told.setdefault(event.image, [])
        if event.report is None:
            final[event.image] = event.kind
            continue
        count += 1
        seen.append(event.report)
        if judge(seen, rule, base=event.base, protected=event.protected).verb == "block":
            blocked.add(event.image)
    removed = {image for image, kind in final.items() if kind == "removed"}
    kept = {image for image, kind in final.items() if kind == "kept"}
    return Replay(
        version=rule.version,
        images=len(told),
        reports=count,
        blocked=len(blocked),
        blocked_wrongly=len(blocked & kept),
        removed=len(removed),
        removed_unblocked=len(removed - blocked),
        changed=tuple(sorted(blocked ^ set(before))),
    )
