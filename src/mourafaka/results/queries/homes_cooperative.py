"""What awaits a cooperative, in its own words."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from mourafaka.coaching.queries import homes as coaching
from mourafaka.enrolment.models import Agreement
from mourafaka.plans.models import PlanAction
from mourafaka.plans.queries.lists import to_agree_of
from mourafaka.results.queries.homes_field import visit_words
from mourafaka.results.queries.todos import Task, Todo, first, listed
from mourafaka.training.queries.mine import certificates_of, unanswered_of


def next_visit(user: Any, shown: int | None) -> Todo:
    visit = coaching.next_visit_of(user)
    tasks = [
        Task(
            title=str(visit.coach),
            url=reverse("coaching:visit", args=[visit.pk]),
            button=_("Open"),
            day=visit.planned_on,
            text=visit_words(visit),
        )
        for visit in ([visit] if visit else [])
    ]
    return listed("next-visit", _("Next visit"), tasks, len(tasks), shown, _("No visit is planned yet."))


def to_answer(user: Any, shown: int | None) -> Todo:
    invitations, visits = list(unanswered_of(user)), coaching.to_confirm_of(user)
    tasks = [
        *(
            Task(
                title=each.session.title,
                url=reverse("training:invitation", args=[each.pk]),
                button=_("Answer"),
                day=each.session.starts_on,
                state=_("Training"),
                tone="due",
            )
            for each in invitations
        ),
        *(
            Task(
                title=_("Did this visit take place?"),
                url=reverse("coaching:visit", args=[visit.pk]),
                button=_("Answer"),
                day=visit.planned_on,
                state=visit_words(visit),
                tone="due",
            )
            for visit in visits
        ),
        *(
            Task(
                title=_("Your development plan waits for your agreement"),
                url=reverse("plans:plan", args=[plan.enrolment.number]),
                button=_("Read"),
                state=_("Plan"),
                tone="due",
            )
            for plan in to_agree_of(user)
        ),
    ]
    return listed("answers", _("Your answer is awaited"), tasks, len(tasks), shown)


def actions(user: Any, shown: int | None) -> Todo:
    own = PlanAction.objects.in_force().open().filter(plan__enrolment__cooperative__contacts__user=user)
    found, count = first(own.for_lists().order_by("due_on", "pk"), shown)
    tasks = (
        Task(
            title=action.title,
            url=reverse("plans:plan", args=[action.plan.enrolment.number]),
            button=_("Open"),
            day=action.due_on,
            text=f"{action.progress} %",
            state=_("Late") if action.is_late() else action.get_state_display(),
            tone="late" if action.is_late() else action.tone,
        )
        for action in found
    )
    return listed("actions", _("My actions"), tasks, count, shown)


def documents(user: Any, shown: int | None) -> Todo:
    own = Agreement.objects.filter(enrolment__cooperative__contacts__user=user)
    papers, count = first(own.select_related("enrolment").order_by("-issued_at", "language"), shown)
    tasks = (
        Task(
            title=_("Agreement"),
            url=reverse("enrolment:agreement", args=[paper.enrolment.number, paper.pk]),
            button=_("Download"),
            day=paper.issued_at.date(),
            text=_("signed copy") if paper.signed else get_language_info(paper.language)["name_local"],
        )
        for paper in papers
    )
    return listed("documents", _("My documents"), tasks, count, shown)


def certificates(user: Any, shown: int | None) -> Todo:
    found, count = first(certificates_of(user), shown)
    language = "ar" if get_language() == "ar" else "fr"  # those a certificate is written in
    tasks = (
        Task(
            title=each.person,
            url=reverse("training:certificate", args=[each.number, language]),
            button=_("Download"),
            day=each.issued_on,
            text=each.number,
        )
        for each in found
    )
    return listed("certificates", _("My certificates"), tasks, count, shown)
