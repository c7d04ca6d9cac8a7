"""What each page of this room shows, put together for one person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import rules
from django.forms import BaseForm

from mourafaka.calls import forms, queries, services
from mourafaka.calls.enums import APPLICATION_FLOW, EDITABLE_STATES, ApplicationState, CallState
from mourafaka.calls.enums import STEPS as WORDS
from mourafaka.calls.models import Application, Call, Cohort, RulesVersion
from mourafaka.calls.rules_form import quota_choices
from mourafaka.calls.sockets import call_links, panels
from mourafaka.foundations.refusals import Refused


@dataclass(frozen=True)
class Offered:
    """A step a person may take on an application, with the form it asks for."""

    verb: str
    form: type[BaseForm]
    act: Callable[..., Any]
    kind: str = ""

    @property
    def label(self) -> Any:
        return WORDS[self.verb]


STEPS = {
    offered.verb: offered
    for offered in (
        Offered("submit", forms.SubmitForm, services.submit_application),
        Offered("admit", forms.OptionalReasonForm, services.admit),
        Offered("ask_completion", forms.ReasonForm, services.ask_completion, "quiet"),
        Offered("reject", forms.ReasonForm, services.reject, "danger"),
        Offered("withdraw", forms.ReasonForm, services.withdraw, "danger"),
        Offered("look_again", forms.OptionalReasonForm, services.evaluate_eligibility, "quiet"),
    )
}
DECIDED = (ApplicationState.SELECTED, ApplicationState.RESERVE)


def cohorts(user: Any) -> dict[str, Any]:
    return {
        "cohorts": queries.cohorts_seen_by(user),
        "may_create": rules.has_perm("calls.manage_programme", user),
    }


def cohort(found: Cohort, user: Any) -> dict[str, Any]:
    return {
        "cohort": found,
        "calls": queries.calls_of(found, user),
        "lots": found.lots.prefetch_related("provinces"),
        "may_create_call": rules.has_perm("calls.manage_call", user, None),
        "may_create_lot": rules.has_perm("calls.manage_programme", user),
    }


def call(found: Call, user: Any) -> dict[str, Any]:
    latest = queries.latest_rules(found)
    may_manage = rules.has_perm("calls.manage_call", user, found)
    return {
        "call": found,
        "provinces": found.provinces.all(),
        "excluded": found.excluded_sectors.all(),
        "documents": found.documents.select_related("kind"),
        "answers": found.answers.all(),
        "version": latest,
        "rules": queries.rules_in_words(latest.data) if latest else None,
        "history": queries.rules_history(found),
        "funnel": queries.funnel(found, user),
        "links": call_links.collect(found, user),
        "may_manage": may_manage,
        "may_edit": may_manage and found.state == CallState.DRAFT,
        "may_write_rules": may_manage and found.state not in (CallState.DECIDED, CallState.PUBLISHED),
        "may_enter": rules.has_perm("calls.enter_application", user)
        and found.state in (CallState.OPEN, CallState.CLOSED),
        "sees_applications": rules.has_perm("calls.view_application", user),
    }


def proposal(found: Call) -> str:
    """Why no quota can be proposed; empty when one is."""
    try:
        queries.propose_quotas(found)
    except Refused as refused:
        return str(refused)
    return ""


def rules_form(found: Call) -> dict[str, Any]:
    """What the form of the rules starts from."""
    latest = queries.latest_rules(found)
    try:
        proposed = {line.province.code: line for line in queries.propose_quotas(found)}
    except Refused:
        proposed = {}
    return {
        "rules": latest.data if latest else {},
        "provinces": list(found.provinces.all()),
        "quota_choices": quota_choices(),
        "proposed": proposed,
        "call_version": found.version,
        "is_open": found.state != CallState.DRAFT,
    }


def rules_version(found: RulesVersion) -> dict[str, Any]:
    history = queries.rules_history(found.call)
    return {
        "call": found.call,
        "version": found,
        "rules": queries.rules_in_words(found.data),
        "changes": next(version.changes for version in history if version.record == found),
        "others": [version.record for version in history],
    }


def applications(user: Any) -> dict[str, Any]:
    return {
        "may_export": rules.has_perm("calls.export_applications", user),
        "may_import": rules.has_perm("calls.import_applications", user),
        "open_calls": queries.receiving_calls() if rules.has_perm("calls.enter_application", user) else [],
    }


def application(found: Application, user: Any) -> dict[str, Any]:
    may_check = rules.has_perm("calls.check_application", user, found)
    return {
        "application": found,
        "cooperative": found.cooperative,
        "members": found.member_stat or queries.members_at_closing(found),
        "documents": queries.documents_of(found),
        "checks": queries.checks_in_words(found),
        "events": queries.timeline(found),
        "sections": queries.sections_of(found),
        "panels": panels.collect(found, user),
        "may_check": may_check,
        "may_edit": may_check and found.state in EDITABLE_STATES,
        "may_override": rules.has_perm("calls.override_gate", user, found),
        "steps": _steps(found) if may_check else [],
        "document_states": forms.DocumentForm.base_fields["state"].choices,  # type: ignore[attr-defined]
    }


def _steps(found: Application) -> list[dict[str, Any]]:
    """The steps the life cycle offers now; after the deliberation they belong to a later room."""
    if found.state in DECIDED:
        return []
    open_verbs = APPLICATION_FLOW.verbs_from(found.state)
    offered = [step for verb, step in STEPS.items() if verb in open_verbs]
    if found.submitted_at is not None and open_verbs:
        offered.append(STEPS["look_again"])
    return [
        {
            "verb": step.verb,
            "label": step.label,
            "kind": step.kind,
            "form": step.form(auto_id=f"{step.verb}-%s"),
        }
        for step in offered
    ]
