"""The cooperative says whether a visit took place, and what it was worth."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from mourafaka.coaching.enums import TAKEN_PLACE, Origin
from mourafaka.coaching.models import Confirmation, Control, ReportFile, Visit
from mourafaka.coaching.services.keeping import locked_visit
from mourafaka.foundations import clock, crypto
from mourafaka.foundations.acts import act
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.mail import queue_message
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.writing import kept
from mourafaka.people.models import User, digest_of
from mourafaka.people.services import IssuedToken
from mourafaka.registry.models import CooperativeContact

DAYS_VALID = 30
TRIES_AT_MOST = 5


@act("coaching.confirmation.ask", rule="coaching.ask_confirmation")
def ask_confirmation(visit: Visit, *, actor: User) -> IssuedToken:
    """Hold a message to the cooperative with a link and a six-digit code, each valid once, for 30 days and five
    tries; a link asked for before stops working. The secret returned is the link's; codes are told to nobody else.

    Refuses a visit not reported yet, already answered, or nobody to write to.
    """
    confirmation = _awaited(visit)
    current = confirmation.visit
    recipient, language = _recipient(current)
    link, code = secrets.token_urlsafe(18), f"{secrets.randbelow(10**6):06d}"
    confirmation.link_digest, confirmation.code_digest = digest_of(link), _code_digest(current, code)
    confirmation.asked_at, confirmation.tries, confirmation.language = clock.now(), 0, language
    confirmation.expires_at = clock.now() + timedelta(days=DAYS_VALID)
    confirmation.times_asked += 1
    kept(confirmation)
    with translation.override(language):
        subject = _("Confirm the visit of %(day)s") % {"day": format_date(current.report.held_on)}
        body = _message(current, link, code)
    queue_message(
        recipient=recipient,
        language=language,
        subject=subject,
        body=body,
        about=current,
        dedup_key=f"coaching.confirmation:{current.pk}:{confirmation.times_asked}",
    )
    return IssuedToken(confirmation, link)


@act("coaching.visit.confirm", rule="coaching.confirm_visit", secret=("secret",))
def confirm_visit(
    visit: Visit,
    *,
    actor: User,
    took_place: bool,
    rate: int | None = None,
    comment: str = "",
    secret: str = "",
) -> Confirmation:
    """The cooperative's answer: whether the visit took place, and a rate from 1 to 5 when it did. Somebody who
    speaks for it needs no secret; the installation answers for whoever brings the link or the code.

    “No” sends the visit to the list of controls. Refuses a second answer.
    """
    confirmation = _awaited(visit)
    if actor.email == "machine@localhost" and not _opens(confirmation, secret):
        raise Refused("confirmation_spent")
    return _answered(confirmation, actor, took_place, rate, comment)


@act("coaching.visit.confirm_on_paper", rule="coaching.take_paper_answer")
def confirm_on_paper(
    visit: Visit,
    *,
    actor: User,
    paper: StoredFile | None,
    took_place: bool,
    rate: int | None = None,
    comment: str = "",
) -> Confirmation:
    """Record what the cooperative answered on the slip it filled and signed, and keep the slip: whoever runs the
    programme there takes it, never the coach whose visit it is.

    “No” sends the visit to the list of controls. Refuses an answer without its paper, the attendance sheet in
    its place (one paper is one proof), and a second answer.
    """
    confirmation = _awaited(visit)
    if paper is None:
        raise Refused("paper_missing", field="paper")
    sheets = ReportFile.objects.kept().filter(report__visit=confirmation.visit)
    if sheets.filter(Q(fingerprint=paper.sha256) | Q(file__sha256=paper.sha256)).exists():
        raise Refused("paper_is_the_sheet", field="paper")
    confirmation.paper = paper
    return _answered(confirmation, actor, took_place, rate, comment)


def _awaited(visit: Visit) -> Confirmation:
    """The question about a visit that was held and not answered yet, locked."""
    current = locked_visit(visit)
    if current.state not in TAKEN_PLACE:
        raise Refused("confirm_before_held", visit=current)
    confirmation, _new = Confirmation.objects.select_for_update(of=("self",)).get_or_create(visit=current)
    _refuse_answered(confirmation)
    return confirmation


def _answered(
    confirmation: Confirmation, actor: User, took_place: bool, rate: int | None, comment: str
) -> Confirmation:
    if took_place and rate not in (1, 2, 3, 4, 5):
        raise Refused("rate_missing", field="rate")
    confirmation.took_place, confirmation.rate = took_place, rate if took_place else None
    confirmation.comment = comment.replace("\x00", "").strip()[:500]
    confirmation.answered_at, confirmation.answered_by = clock.now(), actor
    confirmation.link_digest = confirmation.code_digest = ""
    kept(confirmation)
    if not took_place:
        Control.objects.get_or_create(visit=confirmation.visit, origin=Origin.DISPUTED)
    return confirmation


def confirmation_of(
    *, link: str = "", number: str = "", visit: int = 0, code: str = ""
) -> Confirmation | None:
    """The question a link or a code (with the number of the enrolment and of the visit) opens; None when there is
    none. A wrong code costs a try: refuses `confirmation_secret_wrong` with how many are left."""
    asked = Confirmation.objects.filter(took_place=None, expires_at__gt=clock.now()).select_related(
        "visit__enrolment__cooperative", "visit__report", "visit__coach"
    )
    if link:
        return asked.filter(link_digest=digest_of(link)).first()
    found = asked.filter(
        visit__enrolment__number=number, visit__number=visit, tries__lt=TRIES_AT_MOST
    ).first()
    if found is None or not found.code_digest:
        return None
    if hmac.compare_digest(found.code_digest, _code_digest(found.visit, code)):
        return found
    raise _wrong(found)


def _wrong(confirmation: Confirmation) -> Refused:
    with transaction.atomic():
        Confirmation.objects.filter(pk=confirmation.pk).update(tries=F("tries") + 1)
    return Refused("confirmation_secret_wrong", left=TRIES_AT_MOST - confirmation.tries - 1, field="code")


def _opens(confirmation: Confirmation, secret: str) -> bool:
    if confirmation.expires_at is None or confirmation.expires_at <= clock.now() or not secret:
        return False
    if confirmation.tries >= TRIES_AT_MOST:
        return False
    given = (digest_of(secret), _code_digest(confirmation.visit, secret))
    return any(
        kept and hmac.compare_digest(kept, each)
        for kept, each in zip((confirmation.link_digest, confirmation.code_digest), given, strict=True)
    )


def _code_digest(visit: Visit, code: str) -> str:
    """Six digits are few: without the installation's key their hash tells nothing."""
    return crypto.blind_index(f"coaching.code:{visit.pk}:{code}")


def _refuse_answered(confirmation: Confirmation) -> None:
    if confirmation.took_place is not None:
        raise Refused("already_answered", visit=confirmation.visit, day=format_date(confirmation.answered_at))


def _recipient(visit: Visit) -> tuple[str, str]:
    """Whom to write to and in which language: who speaks for the cooperative, else its phone."""
    cooperative = visit.enrolment.cooperative
    contact = CooperativeContact.objects.filter(cooperative=cooperative).select_related("user").first()
    if contact is not None:
        return contact.user.address, contact.user.preferred_language
    if cooperative.phone:
        return cooperative.phone, visit.enrolment.application.language or "fr"
    raise Refused("nobody_to_ask", number=visit.enrolment.number)


def _message(visit: Visit, link: str, code: str) -> str:
    base = settings.PUBLIC_URL.rstrip("/")
    return _(
        "Visit %(visit)s, by %(coach)s, on %(day)s.\n"
        "Did it take place, and was it useful? Answer in one minute:\n%(address)s\n\n"
        "Or on %(page)s with the number %(visit)s and the code %(code)s.\n"
        "The code is for your cooperative only: nobody may ask you for it."
    ) % {
        "visit": visit,
        "coach": visit.coach,
        "day": format_date(visit.report.held_on),
        "address": base + reverse("coaching:answer", args=[link]),
        "page": base + reverse("coaching:answer_by_code"),
        "code": code,
    }
