"""The draft: one press, and every action names the answers it comes from."""

from __future__ import annotations

from mourafaka.diagnosis.queries import answers_of
from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations.acts import act
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.plans.models import Plan
from mourafaka.plans.queries.library import library_in_force
from mourafaka.plans.queries.plan import assessment_to_plan, draft_for
from mourafaka.plans.services.keeping import from_template


@act("plans.plan.draft", rule="plans.edit_plan")
def draft_plan(enrolment: Enrolment, *, actor: User) -> Plan:
    """Draft the first plan of an enrolment from its validated diagnosis, or from the one submitted.

    Refuses `no_diagnosis_yet`, `plan_in_work`, `plan_exists_revise`.
    """
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("cohort", "cooperative", "application")
        .get(pk=enrolment.pk)
    )
    _refuse_a_second_plan(enrolment)
    assessment = assessment_to_plan(enrolment)
    if assessment is None:
        raise Refused("no_diagnosis_yet", number=enrolment.number)
    proposed, library = draft_for(enrolment, assessment), library_in_force()
    plan = Plan.objects.create(
        enrolment=enrolment,
        assessment=assessment,
        answers=answers_of(assessment),
        left_out=[
            {"question": each.gap.question, "score": each.gap.score, "why": each.why}
            for each in proposed.left_out
        ],
        library_version=library.version,
        drafted_by=actor,
    )
    by_code = {template.code: template for template in library.templates}
    for number, chosen in enumerate(proposed.actions, start=1):
        from_template(
            plan,
            by_code[chosen.template],
            code=f"A{number}",
            questions=[gap.question for gap in chosen.gaps],
            starts_month=chosen.starts_month,
            due_month=chosen.due_month,
            priority=chosen.priority,
        ).save()
    return plan


def _refuse_a_second_plan(enrolment: Enrolment) -> None:
    in_work = Plan.objects.in_work(enrolment)
    if in_work is not None:
        raise Refused("plan_in_work", number=enrolment.number, state=in_work.get_state_display())
    if Plan.objects.filter(enrolment=enrolment).exists():
        raise Refused("plan_exists_revise", number=enrolment.number)
