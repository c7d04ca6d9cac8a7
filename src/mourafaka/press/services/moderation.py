"""What moderators decide of images: keep, remove, protect; and another moderator of an appeal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from mourafaka.engine.press import moderation
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.press import links
from mourafaka.press.enums import APPEAL_HOURS, Decided, ImageState, Outcome, Verdict
from mourafaka.press.models import Appeal, Decision, Image, Reporter, SecondReview
from mourafaka.press.moderating import rule_in_force
from mourafaka.press.services import letters, states


@act("press.image.restore", rule="press.moderate")
def restore_image(image: Image, *, actor: User, reason: str) -> Decision:
    """Show an image, and keep it from being blocked automatically for ninety days: further reports only queue it.
    Its reports are rejected, which counts for their authors. Refuses `reason_needed`."""
    return _decide(image, "keep", actor, reason)


@act("press.image.remove", rule="press.moderate")
def remove_image(image: Image, *, actor: User, reason: str) -> Decision:
    """Hide an image for good, wherever it appears. Its reports are confirmed. Refuses `reason_needed`,
    `press_step`."""
    return _decide(image, "remove", actor, reason)


@act("press.image.protect", rule="press.moderate")
def protect_image(image: Image, *, actor: User, reason: str) -> Decision:
    """Never block an image automatically; reports still put it in the queue. Done again, lifts the protection."""
    image = _locked(image)
    image.pinned = not image.pinned
    image.save(update_fields=["pinned"])
    inputs = {"pinned": image.pinned}
    return _log(image, Decided.PINNED, actor, reason, inputs)


@act("press.image.appeal", rule="press.read", secret=("email",))
def appeal_image(image: Image, *, actor: User, text: str, email: str = "", language: str = "fr") -> Appeal:
    """Contest that an image is hidden; answered within 72 hours, in that language, by somebody who did not decide
    it. Refuses `nothing_to_appeal`, `appeal_open`, `reason_needed`."""
    image = _locked(image)
    if not image.hidden:
        raise Refused("nothing_to_appeal")
    if image.appeals.open().exists():
        raise Refused("appeal_open")
    if not text.strip():
        raise Refused("reason_needed", field="text")
    now = clock.now()
    made = Appeal.objects.create(
        image=image,
        text=text.strip()[:2000],
        email=email,
        language=language,
        at=now,
        due_at=now + timedelta(hours=APPEAL_HOURS),
    )
    image.waiting_since = image.waiting_since or now
    image.save(update_fields=["waiting_since"])
    return made


@act("press.appeal.answer", rule="press.moderate")
def answer_appeal(appeal: Appeal, *, actor: User, grant: bool, answer: str) -> Decision:
    """Answer an appeal: granted, the image is shown and immune. Refuses `moderator_same`, `press_request_answered`,
    `reason_needed`."""
    appeal = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    image = _locked(appeal.image)
    if not appeal.answered_at and image.decided_by_id == actor.pk:
        raise Refused("moderator_same")
    _answer(appeal, actor, grant, answer)
    letters.answer_appeal(appeal)
    return _decide(image, "keep" if grant else "remove", actor, answer, inputs={"appeal": appeal.pk})


@act("press.image.judge_again", rule="press.moderate")
def judge_again(review: SecondReview, *, actor: User, verdict: Verdict) -> Decision:
    """Say what an image drawn by lot deserves, without knowing what the first moderator decided. Nothing is undone:
    where the two differ the image goes back to the queue. Refuses `second_review_own`, `press_request_answered`."""
    review = SecondReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    image = _locked(review.decision.image)
    if review.at:
        raise Refused("press_request_answered")
    if review.decision.by_id == actor.pk:
        raise Refused("second_review_own")
    review.verdict, review.at, review.by = Verdict(verdict), clock.now(), actor
    review.save(update_fields=["verdict", "at", "by"])
    if review.differs:
        image.waiting_since = image.waiting_since or clock.now()
        image.save(update_fields=["waiting_since"])
    inputs = {"decision": review.decision_id, "verdict": review.verdict, "differs": review.differs}
    return _log(image, Decided.REVIEWED, actor, "", inputs)


def _answer(appeal: Appeal, actor: User, grant: bool, answer: str) -> None:
    if appeal.answered_at:
        raise Refused("press_request_answered")
    if not answer.strip():
        raise Refused("reason_needed", field="answer")
    appeal.state = states.target("request", "grant" if grant else "refuse", appeal.state)
    appeal.answer, appeal.answered_at, appeal.answered_by = answer.strip()[:2000], clock.now(), actor
    appeal.save(update_fields=["state", "answer", "answered_at", "answered_by"])


def _decide(
    image: Image, verb: str, actor: User, reason: str, inputs: Mapping[str, Any] | None = None
) -> Decision:
    image = _locked(image)
    if not reason.strip():
        raise Refused("reason_needed", field="reason")
    kept = verb == "keep"
    if image.state != (ImageState.KEPT if kept else ImageState.REMOVED):
        image.state = states.target("image", verb, image.state)
    image.decided_by = actor
    image.waiting_since = None
    image.urgent = False
    immune = timedelta(days=rule_in_force().immune_days)
    image.kept_until = clock.today() + immune if kept else None
    image.save(update_fields=["state", "decided_by", "waiting_since", "urgent", "kept_until"])
    settled = _settle(image, Outcome.REJECTED if kept else Outcome.AGREED)
    facts = {"reports": settled, **(inputs or {})}
    line = _log(image, Decided.KEPT if kept else Decided.REMOVED, actor, reason, facts)
    if moderation.drawn(links.digest(f"second review|{line.pk}"), rule_in_force().second_review):
        SecondReview.objects.create(decision=line, asked_at=clock.now())
    return line


def _settle(image: Image, outcome: Outcome) -> int:
    """Give every report of the image this outcome, also those a first decision had settled otherwise."""
    rule = rule_in_force()
    reports = list(image.reports.exclude(outcome=outcome).select_related("reporter"))
    for report in reports:
        author = Reporter.objects.select_for_update(of=("self",)).get(pk=report.reporter_id)
        agreed = outcome == Outcome.AGREED
        if report.outcome != Outcome.WAITING:
            author.agreed -= not agreed
            author.rejected -= agreed
        author.agreed += agreed
        author.rejected += not agreed
        author.rejected_in_a_row = 0 if agreed else author.rejected_in_a_row + 1
        if author.rejected_in_a_row > rule.rejected_in_a_row:
            author.muted_until = clock.today() + timedelta(days=rule.muted_days)
        author.save()
        report.outcome = outcome
        report.save(update_fields=["outcome"])
    return len(reports)


def _locked(image: Image) -> Image:
    return Image.objects.select_for_update(of=("self",)).get(pk=image.pk)


def _log(
    image: Image, what: str, actor: User, reason: str, inputs: Mapping[str, Any] | None = None
) -> Decision:
    version = rule_in_force().version
    return Decision.objects.log(image, version, what, by=actor, reason=reason, inputs=dict(inputs or {}))
