"""What the acts' annotations leave open, said here: the values of `Mapping[str, Any]`, the words of a `str`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.files.base import File

from mourafaka.api.parameters import FREE, Shape, columns, each, entries, keywords, one_of, shape_of
from mourafaka.calls.models import Application, Call
from mourafaka.calls.services import CALL_FIELDS, SECTION_FIELDS
from mourafaka.coaching.models import VisitReport
from mourafaka.diagnosis.services import answer_question
from mourafaka.enrolment.models import Contract
from mourafaka.enrolment.services import contracts
from mourafaka.people.enums import Role
from mourafaka.plans.models import PlanAction
from mourafaka.plans.services.editing import EDITABLE_FIELDS
from mourafaka.press.models import Source
from mourafaka.press.services.sources import EDITABLE as SOURCE_FIELDS
from mourafaka.registry.enums import Status
from mourafaka.registry.models import Cooperative, Label, OtherSupport
from mourafaka.registry.services import EDITABLE

_MARKS = shape_of(Mapping[str, int])
_COOPERATIVE = columns(Cooperative, EDITABLE, "CooperativeValues")
_SECTIONS = columns(Application, SECTION_FIELDS, "Sections")
_CONTRACT = columns(Contract, contracts.EDITABLE, "ContractValues")
_CALL = columns(Call, CALL_FIELDS, "CallValues")

_REPORT = (
    "held_on", "next_visit_on", "mode", "duration_hours", "people_met", "women_met", "latitude", "longitude",
    "themes", "observations", "difficulties", "decisions",
)  # fmt: skip
_ACTION = columns(PlanAction, EDITABLE_FIELDS, "ActionValues")

SHAPES: dict[tuple[str, str], Shape] = {
    ("appeals.appeal.accept", "marks"): _MARKS,
    ("calls.application.edit", "sections"): _SECTIONS,
    ("calls.application.enter", "sections"): _SECTIONS,
    ("calls.call.create", "values"): _CALL,
    ("calls.call.edit", "values"): _CALL,
    ("calls.rules.write", "data"): FREE,
    ("coaching.report.attach", "file"): shape_of(File),
    ("coaching.report.save", "fields"): columns(VisitReport, _REPORT, "ReportFields"),
    ("coaching.report.save", "actions"): entries(
        "ActionTouched", {"action": int, "after": int}, {"state": str, "note": str, "evidence": str}
    ),
    ("coaching.report.save", "recommendations"): entries("Recommended", {"text": str}, {"due_on": date}),
    ("coaching.report.save", "followed"): entries(
        "Followed", {"recommendation": int, "state": str}, {"reason": str}
    ),
    ("coaching.visits.plan", "contract"): shape_of(Contract | None),
    ("diagnosis.questions.answer", "answers"): each(
        keywords(answer_question, "AnswerGiven", less="question")
    ),
    ("enrolment.contract.create", "terms"): _CONTRACT,
    ("enrolment.contract.edit", "values"): _CONTRACT,
    ("people.mandate.give", "role"): one_of(Role.values),
    ("plans.action.add_own", "values"): _ACTION,
    ("plans.action.edit", "values"): _ACTION,
    ("plans.library.publish", "data"): FREE,
    ("press.source.add", "values"): columns(Source, SOURCE_FIELDS, "SourceValues"),
    ("press.source.edit", "values"): columns(Source, SOURCE_FIELDS, "SourceValues"),
    ("registry.cooperative.correct", "values"): _COOPERATIVE,
    ("registry.cooperative.register", "values"): _COOPERATIVE,
    ("registry.cooperative.status", "status"): one_of(Status.values),
    ("registry.label.add", "kind"): columns(Label, ["kind"], "LabelKind").part("kind"),
    ("registry.support.record", "amount_mad"): columns(OtherSupport, ["amount_mad"], "Support").part(
        "amount_mad"
    ),
    ("selection.review.record", "marks"): _MARKS,
    ("selection.review.save", "marks"): _MARKS,
}
