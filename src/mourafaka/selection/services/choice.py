"""The proposal: the published procedure run on anonymised marks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC
from typing import Any

from mourafaka.calls.enums import ApplicationState
from mourafaka.calls.models import Application, Call, RulesVersion
from mourafaka.calls.queries import columns_of
from mourafaka.engine.choose import ChoiceError
from mourafaka.engine.procedure import Outcome, ProcedureError, decide
from mourafaka.engine.score import ScoreError
from mourafaka.foundations.acts import act
from mourafaka.foundations.journal import canonical
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.selection.models import Proposal, Review, ReviewerProfile
from mourafaka.selection.queries.grid import rules_in_force

ALWAYS_KNOWN = ("province", "sector", "women_led", "youth_led")


@act("selection.proposal.compute", rule="selection.compute_proposal")
def compute_proposal(call: Call, *, actor: User) -> Proposal:
    """Run the rules in force on the evaluated applications and keep what went in and what came out.

    Rules that cannot hold together are a result too: the proposal says which, and the smallest relaxation.
    Refuses `no_rules`, `reviews_owed`, `nothing_evaluated`, `already_decided`, `procedure_refused`.
    """
    Call.objects.select_for_update().get(pk=call.pk)
    _check_ready(call)
    version = rules_in_force(call)
    inputs = anonymised_inputs(call, version)
    outcome = _decided(version, inputs)
    if outcome.pending:
        owed = sorted(inputs["numbers"][each.number] for each in outcome.pending)
        raise Refused("reviews_owed", count=len(owed), numbers=_listed(owed))
    last = Proposal.objects.filter(call=call).order_by("-number").first()
    found = outcome.to_json()
    return Proposal.objects.create(
        call=call,
        number=last.number + 1 if last else 1,
        rules_version=version,
        inputs=inputs,
        outcome=found,
        digest=digest_of(version, inputs, found),
        computed_by=actor,
    )


def anonymised_inputs(call: Call, version: RulesVersion) -> dict[str, Any]:
    """What the procedure reads: applications and reviewers under pseudonyms, and the key to the numbers.

    Pseudonyms follow the order of the numbers, so that the last tie rule (the number) says the same.
    """
    applications = list(_considered(call))
    names = {a.pk: pseudonym(place) for place, a in enumerate(applications, start=1)}
    rows = [
        anonymised_row(a, names[a.pk], version, read=a.state == ApplicationState.EVALUATED)
        for a in applications
    ]
    return {
        "applications": rows,
        "reviews": anonymised_reviews(call, names),
        "numbers": {names[a.pk]: a.number for a in applications},
    }


def pseudonym(place: int) -> str:
    return f"A-{place:03d}"


def digest_of(version: RulesVersion, inputs: dict[str, Any], outcome: dict[str, Any]) -> str:
    content = {"rules": version.data, "inputs": inputs, "outcome": outcome}
    return hashlib.sha256(canonical(content)).hexdigest()


def _check_ready(call: Call) -> None:
    decided = (ApplicationState.SELECTED, ApplicationState.ENROLLED)
    applications = Application.objects.filter(call=call)
    if applications.filter(state__in=decided).exists():
        raise Refused("already_decided", call=call.code)
    waiting = applications.filter(state=ApplicationState.ADMISSIBLE)
    if not applications.filter(state=ApplicationState.EVALUATED).exists():
        code = "reviews_owed" if waiting.exists() else "nothing_evaluated"
        numbers = list(waiting.values_list("number", flat=True))
        raise Refused(code, call=call.code, count=len(numbers), numbers=_listed(numbers))


def _considered(call: Call) -> Iterable[Application]:
    states = (ApplicationState.EVALUATED, ApplicationState.INADMISSIBLE)
    return (
        Application.objects.filter(call=call, state__in=states, submitted_at__isnull=False)
        .select_related("cooperative")
        .prefetch_related("checks")
        .order_by("number")
    )


def anonymised_row(
    application: Application, name: str, version: RulesVersion, *, read: bool
) -> dict[str, Any]:
    """What the procedure knows of an application but its marks; `read`: it went to the readers."""
    known = columns_of(application)
    columns = dict.fromkeys([*ALWAYS_KNOWN, *(quota["column"] for quota in version.data["quotas"])])
    closed = [check.reason_code for check in application.checks.all() if not check.holds]
    submitted = application.submitted_at
    return {
        "number": name,
        "submitted_at": submitted.astimezone(UTC).isoformat() if submitted else "",
        "eligible": "yes" if read else "no",
        "reason": "" if read else ", ".join(sorted(closed)) or "rejected",
        **{column: known[column] for column in columns},
    }


def anonymised_reviews(call: Call, names: dict[int, str]) -> list[dict[str, Any]]:
    """The counted reviews of the applications in `names` (key → pseudonym)."""
    pseudonyms = dict(ReviewerProfile.objects.filter(call=call).values_list("user_id", "pseudonym"))
    reviews = (
        Review.objects.counted()
        .of_call(call)
        .filter(assignment__application__in=names)
        .select_related("assignment")
        .prefetch_related("marks")
    )
    found = [
        {
            "application": names[review.assignment.application_id],
            "reviewer": pseudonyms[review.assignment.reviewer_id],
            "marks": {mark.criterion: _mark(mark.value) for mark in review.marks.all()},
        }
        for review in reviews
    ]
    return sorted(found, key=lambda review: (review["application"], review["reviewer"]))


def _mark(value: Any) -> str:
    return format(value.normalize(), "f") if value else "0"


def _decided(version: RulesVersion, inputs: dict[str, Any]) -> Outcome:
    try:
        return decide(version.data, inputs["applications"], inputs["reviews"])
    except ProcedureError as error:
        if error.code == "not_read":
            numbers = [inputs["numbers"][name] for name in error.facts["applications"]]  # type: ignore[attr-defined]
            raise Refused("reviews_owed", count=len(numbers), numbers=_listed(numbers)) from error
        raise Refused("procedure_refused", reason=str(error)) from error
    except (ScoreError, ChoiceError) as error:
        raise Refused("procedure_refused", reason=str(error)) from error


def _listed(numbers: list[str]) -> str:
    return ", ".join(numbers[:10]) + ("…" if len(numbers) > 10 else "")
