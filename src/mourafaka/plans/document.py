"""The plan on paper, in French or in Arabic, with its boxes to sign (PDF/A)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from mourafaka.foundations.documents import render_pdf
from mourafaka.foundations.formats import format_date, format_money, format_number
from mourafaka.plans.enums import Agreement
from mourafaka.plans.models import Plan, PlanAction
from mourafaka.plans.queries.page import ActionCard, PlanPage, page_of
from mourafaka.selection.services.papers import house

LANGUAGES = ("fr", "ar")


def document_of(plan: Plan, language: str) -> bytes:
    """An approved revision is dated of its approval, so it always gives the same bytes; a draft of its draft."""
    with translation.override(language):
        data = _told(plan, page_of(plan))
    return render_pdf("plans/plan.typ", data, language=language, at=plan.approved_at or plan.drafted_at)


def _told(plan: Plan, page: PlanPage) -> dict[str, Any]:
    enrolment = plan.enrolment
    return {
        "title": _("Development plan"),
        "house": house(
            enrolment.application.call,
            f"{enrolment.number} · {enrolment.cooperative.name} · r{plan.revision}",
            [enrolment.number, _("Revision %(number)s") % {"number": plan.revision}],
        ),
        "name": enrolment.cooperative.name,
        "facts": _facts(plan),
        "groups": [
            {"title": str(group.label), "actions": [_action(card) for card in group.cards]}
            for group in page.groups
        ],
        "words": {
            "answers": _("Answers it comes from"),
            "months": _("Months of service"),
            "months-note": _("Month 1 begins on %(day)s.")
            % {"day": format_date(enrolment.service_starts_on)},
            "costs": _("Who pays what"),
            "signatures": _("Signatures"),
        },
        "bars": [
            {"code": card.action.code, "start": card.bar.start, "length": card.bar.length}
            for card in page.cards
        ],
        "costs-head": [_("Source"), _("Amount")],
        "costs": [
            *([str(label), format_money(amount)] for label, amount in page.costs),
            [_("Total"), format_money(page.total_mad)],
        ],
        "estimate": _("Amounts are estimates agreed with the cooperative."),
        "boxes": [
            [_("For the cooperative"), _("Name and function, date, signature and stamp")],
            [_("The coach"), _("Name, date, signature")],
            [_("For the regional delegation"), _("Name and function, date, signature and stamp")],
        ],
    }


def _facts(plan: Plan) -> list[list[str]]:
    facts = [
        [_("State"), str(plan.get_state_display())],
        [_("Diagnosis"), f"{plan.assessment.round} · {format_date(plan.assessment.held_on)}"],
    ]
    if plan.agreed_on:
        how = Agreement(plan.agreed_how).label
        facts.append([_("Agreed by the cooperative"), f"{format_date(plan.agreed_on)} · {how}"])
    if plan.approved_at:
        facts.append([_("Approved on"), format_date(plan.approved_at)])
    if plan.reason:
        facts.append([_("Reason of the revision"), plan.reason])
    return facts


def _action(card: ActionCard) -> dict[str, Any]:
    action = card.action
    months = _("months %(start)s to %(due)s") % {"start": action.starts_month, "due": action.due_month}
    indicator = f"{action.indicator} · {_target(action)}" if action.target is not None else action.indicator
    rows = [
        [_("Owner"), card.owner or "–"],
        [_("When"), f"{months} · {format_date(action.due_on)}"],
        [_("Indicator"), indicator or "–"],
        [_("Evidence required"), action.evidence_required or "–"],
        [_("Cost"), format_money(action.cost_mad)],
    ]
    if action.module:
        rows.append([_("Training module"), action.module])
    return {
        "code": action.code,
        "title": action.title,
        "answers": [f"{line.code} ({line.score}) {line.text} — {line.anchor}" for line in card.answers],
        "rows": rows,
    }


def _target(action: PlanAction) -> str:
    if action.target is None:
        return ""
    said = _value(action.target)
    if action.baseline is not None:
        said = _("%(before)s → %(after)s") % {"before": _value(action.baseline), "after": said}
    return said + (f" ({action.unit})" if action.unit else "")


def _value(value: Decimal) -> str:
    return format_number(value, places=0 if value == int(value) else 1)
