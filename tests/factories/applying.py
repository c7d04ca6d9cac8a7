"""An open call of today and answers that are enough to lodge."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from mourafaka.applying.models import Draft
from mourafaka.applying.services import attach_document, open_draft, save_answers
from mourafaka.calls.models import Call
from mourafaka.foundations import clock, files
from tests.factories.calls import NEED, CallFactory
from tests.factories.files import jpeg

# One page of the application after the other, as somebody types them.
TYPED: dict[str, dict[str, str]] = {
    "cooperative": {
        "name_fr": "Coopérative Tifaouine (synthétique)",
        "name_ar": "",
        "province": "09.541",
        "address": "Douar Aït Baha",
        "local_reg_no": "R-77",
        "court": "Taroudannt",
        "registered_on": "٢٧/٠٤/٢٠٢٦",
        "ice": "001561191 0000 66",
        "phone": "06 12 34 56 78",
        "sector": "agriculture",
    },
    "people": {
        "leader_name": "Présidente (synthétique)",
        "leader_role": "Présidente",
        "women_led": "yes",
        "board_total": "3",
        "board_women": "2",
    },
    "members": {"members_total": "١٢", "women": "9", "youth": "4", "graduates": "", "disabled": ""},
    "project": {
        "project_title": "Conditionner ensemble",
        "collective_need": NEED,
        "products": "Huile",
        "innovation": "",
        "environment": "",
        "need_management": "",
        "need_technique": "",
        "need_marketing": "",
    },
    "market": {
        "market": "Épiceries d’Agadir",
        "jobs_now": "3",
        "jobs_in_24_months": "6",
        "jobs_women": "",
        "jobs_youth": "",
    },
    "money": {
        "turnover_last_year_mad": "1 234,5",
        "turnover_this_year_mad": "1.234,50",
        "investment_mad": "",
        "own_contribution_mad": "",
    },
    "declarations": {"commits_to_attend": "yes", "consents_to_processing": "yes"},
}


def call_of_today(**fields: Any) -> Call:
    now = clock.now()
    fields.setdefault("opens_at", now - timedelta(days=10))
    fields.setdefault("closes_at", now + timedelta(days=20))
    return CallFactory(code=fields.pop("code", "T9-09"), **fields)


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def whole_draft(
    user: Any, call: Call | None = None, *, documents: bool = True, **changed: dict[str, str]
) -> Draft:
    """A draft that may be lodged: every section answered and, unless told otherwise, every document sent."""
    draft = open_draft(call or call_of_today(), actor=user)
    for section, texts in TYPED.items():
        draft = save_answers(
            draft,
            actor=user,
            section=section,
            typed={**texts, **changed.get(section, {})},
            version=draft.version,
        )
    for asked in draft.call.documents.all() if documents else ():
        file = files.store(jpeg(), name=f"{asked.kind_id}.jpg", content_type="image/jpeg")
        draft = attach_document(draft, actor=user, kind=asked.kind_id, file=file).draft
    return draft
