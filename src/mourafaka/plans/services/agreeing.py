"""From the draft to the cooperative's agreement: by a code sent to it, or by the minutes of its organs."""

from __future__ import annotations

import hmac
import secrets
from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mourafaka.diagnosis.queries import answers_of
from mourafaka.foundations import clock, crypto
from mourafaka.foundations.acts import act
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.mail import queue_message
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.plans.enums import Agreement
from mourafaka.plans.models import AgreementCode, Plan
from mourafaka.plans.queries.plan import obstacles
from mourafaka.plans.services.keeping import moved
from mourafaka.registry.models import CooperativeContact

DAYS_VALID = 30
TRIES_AT_MOST = 5
LANGUAGES = ("fr", "ar")


@act("plans.plan.propose", rule="plans.propose_plan")
def propose_plan(plan: Plan, *, actor: User) -> Plan:
    """Propose the plan to the cooperative: a six-digit code for its agreement is held in the outbox, valid 30 days
    and five tries; codes sent before stop working.

    Refuses the first of `queries.obstacles`: no action, too many, one without question, an owner missing, a
    critical point at 0 or 1 without an action, the programme's ceiling passed.
    """
    current = moved(plan, "propose")
    current.answers = answers_of(current.assessment)
    for code, facts in obstacles(current):
        raise Refused(code, **facts)
    current.proposed_at, current.proposed_by, current.return_reason = clock.now(), actor, ""
    current.keep()
    _send_code(current)
    return current


@act("plans.plan.present_code", rule="plans.present_code", secret=("code",))
def present_code(plan: Plan, *, actor: User, code: str) -> AgreementCode:
    """The cooperative agrees with the code it received. The right one agrees the plan and is used
    (`used_at`); a wrong one costs a try and the plan stays as it is.

    Refuses `plan_state`, `code_not_asked`, `code_expired`, `code_exhausted`.
    """
    agreed = moved(plan, "agree")
    asked = agreed.codes.select_for_update(of=("self",)).first()
    if asked is None or asked.used_at is not None:
        raise Refused("code_not_asked")
    if asked.expires_at < clock.now():
        raise Refused("code_expired", day=format_date(asked.expires_at))
    if not asked.tries_left:
        raise Refused("code_exhausted")
    if not hmac.compare_digest(asked.digest, _digest(agreed, code.strip())):
        asked.tries_left -= 1
        asked.save(update_fields=["tries_left"])
        return asked
    asked.used_at = clock.now()
    asked.save(update_fields=["used_at"])
    agreed.agreed_how, agreed.agreed_on, agreed.agreed_by = Agreement.CODE, clock.today(), actor
    agreed.keep()
    return asked


@act("plans.plan.agree", rule="plans.agree_plan")
def agree_plan(
    plan: Plan, *, actor: User, how: str, held_on: date, minutes: StoredFile | None = None
) -> Plan:
    """Record that the general assembly or the bureau (`how`: assembly, bureau) agreed on a day, with its minutes.

    Refuses `plan_state`, `agreement_unknown`, `minutes_missing`, a day in the future or before the draft.
    """
    if how not in (Agreement.ASSEMBLY, Agreement.BUREAU):
        raise Refused("agreement_unknown", how=how, field="how")
    current = moved(plan, "agree")
    if minutes is None:
        raise Refused("minutes_missing", field="minutes")
    if held_on > clock.today():
        raise Refused("agreed_in_the_future", on=format_date(held_on), field="held_on")
    drafted = timezone.localtime(current.drafted_at).date()
    if held_on < drafted:
        raise Refused(
            "agreed_before_the_plan",
            on=format_date(held_on),
            drafted=format_date(drafted),
            field="held_on",
        )
    current.agreed_how, current.agreed_on, current.agreed_by = how, held_on, actor
    current.minutes = minutes
    return current.keep()


# --- The code ---


def _digest(plan: Plan, code: str) -> str:
    """Six digits are soon tried out: the digest is keyed."""
    return crypto.blind_index(f"plans.agreement:{plan.pk}:{code}")


def _send_code(plan: Plan) -> None:
    code = f"{secrets.randbelow(10**6):06d}"
    recipient, language = _recipient(plan)
    kept = AgreementCode.objects.create(
        plan=plan,
        digest=_digest(plan, code),
        sent_to=recipient,
        expires_at=clock.now() + timedelta(days=DAYS_VALID),
        tries_left=TRIES_AT_MOST,
    )
    with translation.override(language):
        subject = _("Your development plan awaits your agreement (%(number)s)") % {
            "number": plan.enrolment.number
        }
        body = _message(plan, code, kept)
    queue_message(
        recipient=recipient,
        language=language,
        subject=subject,
        body=body,
        about=plan,
        dedup_key=f"plans.agreement:{kept.pk}",
    )


def _message(plan: Plan, code: str, kept: AgreementCode) -> str:
    page = reverse("plans:agree", args=[plan.enrolment.number])
    return "\n\n".join(
        [
            _("The development plan of %(name)s is ready: actions %(count)s.")
            % {"name": plan.enrolment.cooperative.name, "count": plan.actions.count()},
            _("Read it with the members, then give your agreement on this page: %(address)s")
            % {"address": f"{settings.PUBLIC_URL.rstrip('/')}{page}"},
            _("Your code: %(code)s") % {"code": code},
            _("It is valid once, until %(day)s. You may also agree in an assembly and hand over the minutes.")
            % {"day": format_date(kept.expires_at)},
        ]
    )


def _recipient(plan: Plan) -> tuple[str, str]:
    """Whoever speaks for the cooperative, else its telephone, else its name: the code is handed over on paper."""
    cooperative = plan.enrolment.cooperative
    contact = CooperativeContact.objects.filter(cooperative=cooperative).select_related("user").first()
    language = contact.user.preferred_language if contact else plan.enrolment.application.language
    address = contact.user.address if contact else (cooperative.phone or cooperative.name)
    return address[:254], language if language in LANGUAGES else "fr"
