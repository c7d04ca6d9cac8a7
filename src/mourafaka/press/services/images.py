"""Images taken and reported: one report a person, weighed with the others, under a lock on the image."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q

from mourafaka.engine.press import moderation
from mourafaka.foundations import clock, files
from mourafaka.foundations.acts import act
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.press import links, thumbnails
from mourafaka.press.enums import Decided, ImageState, Outcome, Reason
from mourafaka.press.models import Article, Decision, Illustration, Image, ImageReport, Reporter
from mourafaka.press.moderating import rule_in_force
from mourafaka.press.rules import STAFF
from mourafaka.press.services import states

LATELY = timedelta(days=90)  # reports decided since then say how many are right


@act("press.image.keep", rule="press.fetch", secret=("content",))
def keep_image(article: Article, *, actor: User, content: bytes) -> Illustration:
    """Keep the image of an article, re-encoded; what was decided of the same image, or of one that looks the same,
    holds for it. Refuses `image_refused`, also where the source's licence does not let images be shown."""
    if not article.source.with_images:
        raise Refused("image_refused", reason=article.source.get_licence_display())
    made = thumbnails.make(content)
    image, like = Image.objects.filter(sha256=made.sha256).first(), None
    if image is None:
        image, like = _new_image(made)
    kept = Illustration.objects.update_or_create(article=article, defaults={"image": image})[0]
    if like is not None:
        inputs = {"from": like.sha256, "state": like.state}
        line = Decision.objects.log(image, rule_in_force().version, Decided.INHERITED, inputs=inputs)
        kept.sealed_objects = (line,)
    return kept


def _new_image(made: thumbnails.Thumbnail) -> tuple[Image, Image | None]:
    """(the image, the one already decided whose state it takes)."""
    stored = files.store(made.content, name=f"{made.sha256[:12]}.webp", content_type=thumbnails.CONTENT_TYPE)
    image = Image.objects.create(
        sha256=made.sha256, phash=made.phash, thumbnail=stored, width=made.width, height=made.height
    )
    like = _decided_alike(image)
    if like is not None:
        hidden = like.hidden
        image.state = ImageState.BLOCKED if hidden else ImageState.KEPT
        image.kept_until = None if hidden else like.kept_until
        image.waiting_since = clock.now() if hidden else None
        image.save(update_fields=["state", "kept_until", "waiting_since"])
    return image, like


def _decided_alike(image: Image) -> Image | None:
    """The nearest image already decided that looks the same; what is hidden stands before what was kept."""
    most = rule_in_force().alike
    decided = Image.objects.exclude(pk=image.pk).filter(
        Q(state__in=(ImageState.BLOCKED, ImageState.REMOVED)) | Q(kept_until__gte=clock.today())
    )
    near = [
        (not hidden, bits, pk)
        for pk, phash, hidden in (
            (pk, phash, state in (ImageState.BLOCKED, ImageState.REMOVED))
            for pk, phash, state in decided.values_list("pk", "phash", "state")
        )
        if (bits := moderation.distance(phash, image.phash)) <= most
    ]
    return Image.objects.get(pk=min(near)[2]) if near else None


@act("press.image.report", rule="press.read", secret=("device", "address", "referrer"))
def report_image(
    image: Image, *, actor: User, reason: str, device: str = "", address: str = "", referrer: str = ""
) -> list[Decision]:
    """Report an image, once a person. An account reports as itself, anybody else by `device`, the token of theirs.

    The address becomes the digest of its network that day. Refuses `image_hidden`, `image_already_reported`,
    `image_reports_too_many`.
    """
    image = Image.objects.select_for_update(of=("self",)).get(pk=image.pk)
    if image.hidden:
        raise Refused("image_hidden")
    reporter = _reporter(None if device else actor, device)
    if image.reports.filter(reporter=reporter).exists():
        raise Refused("image_already_reported")
    today = clock.today()
    report = ImageReport(
        image=image,
        reporter=reporter,
        network=links.network(address, today),
        neighbourhood=links.network(address, today, wide=True),
        referrer=links.digest(f"{today}|{referrer}")[:32] if referrer else "",
        reason=Reason(reason),
        at=clock.now(),
    )
    _refuse_too_many(report)
    report.save(force_insert=True)
    return _weigh(image, report)


def _reporter(user: User | None, device: str) -> Reporter:
    known = {"user": user} if user is not None else {"device": links.digest(device)}
    return Reporter.objects.get_or_create(**known, defaults={"first_seen_at": clock.now()})[0]


def _refuse_too_many(report: ImageReport) -> None:
    hour, day = clock.now() - timedelta(hours=1), clock.now() - timedelta(days=1)
    by_person = ImageReport.objects.filter(reporter=report.reporter)
    limit = moderation.too_many(
        rule_in_force(),
        account=report.reporter.user_id is not None,
        by_account_today=by_person.filter(at__gt=day).count(),
        by_device=by_person.filter(at__gt=hour).count(),
        by_network=ImageReport.objects.filter(network=report.network, at__gt=hour).count(),
    )
    if limit:
        raise Refused("image_reports_too_many", limit=limit)


def _weigh(image: Image, report: ImageReport) -> list[Decision]:
    """Judge all that was reported of the image, log it, and move the image where the rule says."""
    rule, base = rule_in_force(), share_confirmed()
    waiting = image.reports.filter(outcome=Outcome.WAITING).select_related("reporter__user")
    reports = {each.pk: as_evidence(each) for each in waiting}
    protected = image.pinned or is_immune(image)
    verdict = moderation.judge(list(reports.values()), rule, base=base, protected=protected)
    inputs = {"report": asdict(reports[report.pk]), "base": f"{base:.6f}", "protected": protected}
    lines = [
        Decision.objects.log(
            image, rule_in_force().version, Decided.REPORTED, score=verdict.score, inputs=inputs
        )
    ]
    moved = {"why": verdict.why, "networks": verdict.networks, "with_record": verdict.with_record}
    if report.reason in rule.at_once:
        image.urgent = True
    if verdict.verb == "block":
        image.state = states.target("image", "block", image.state)
        lines.append(
            Decision.objects.log(
                image, rule_in_force().version, Decided.BLOCKED, score=verdict.score, inputs=moved
            )
        )
    elif image.state != ImageState.QUEUED:
        image.state = states.target("image", "queue", image.state)
        lines.append(
            Decision.objects.log(
                image, rule_in_force().version, Decided.QUEUED, score=verdict.score, inputs=moved
            )
        )
    image.waiting_since = image.waiting_since or clock.now()
    image.save(update_fields=["state", "urgent", "waiting_since"])
    return lines


def is_immune(image: Image) -> bool:
    return image.kept_until is not None and image.kept_until >= clock.today()


def share_confirmed() -> float:
    """π: how many of the reports decided in the last ninety days were confirmed."""
    decided = ImageReport.objects.filter(at__gte=clock.now() - LATELY).aggregate(
        agreed=Count("pk", filter=Q(outcome=Outcome.AGREED)),
        all=Count("pk", filter=Q(outcome__in=(Outcome.AGREED, Outcome.REJECTED))),
    )
    return moderation.base_share(decided["agreed"], decided["all"], rule_in_force())


def as_evidence(report: ImageReport) -> moderation.Report:
    """A report as the rule weighs it, with what is known of its author now."""
    reporter, today = report.reporter, clock.today()
    user: Any = reporter.user
    return moderation.Report(
        reporter=str(reporter.pk),
        network=report.network,
        minute=int(report.at.timestamp()) // 60,
        reason=report.reason,
        neighbourhood=report.neighbourhood,
        referrer=report.referrer,
        account=user is not None,
        account_days=(today - user.joined_at.date()).days if user else 0,
        agreed=reporter.agreed,
        rejected=reporter.rejected,
        staff=user is not None and any(user.has_role(role) for role in STAFF),
        muted=reporter.muted_until is not None and reporter.muted_until >= today,
    )
