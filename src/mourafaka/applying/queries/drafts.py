"""How far a draft is: its sections, and the questions of one page with what is wrong beside each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mourafaka.applying import questions
from mourafaka.applying.models import Draft
from mourafaka.applying.queries.documents import Asked
from mourafaka.applying.queries.documents import asked as asked_documents
from mourafaka.applying.questions import PROBLEMS, Question, Section
from mourafaka.calls.models import CallDocument
from mourafaka.foundations.formats import format_date, format_money, format_number
from mourafaka.registry.identifiers import display_phone
from mourafaka.territory.models import Sector


@dataclass(frozen=True)
class Line:
    """One question of a page: what was typed and what is wrong with it."""

    question: Question
    typed: str
    problem: str
    choices: tuple[tuple[str, str], ...]

    @property
    def sentence(self) -> str:
        return str(PROBLEMS[self.problem]) if self.problem in PROBLEMS else ""


@dataclass(frozen=True)
class Progress:
    section: Section
    state: str  # empty, due, done

    @property
    def words(self) -> str:
        return {"empty": _("Not begun"), "due": _("To correct"), "done": _("Done")}[self.state]

    @property
    def tone(self) -> str:
        return {"empty": "draft", "due": "due", "done": "done"}[self.state]


def lines(draft: Draft, page: tuple[Question, ...], *, judged: bool) -> list[Line]:
    """`judged`: say what is wrong; a page nobody has sent yet is not blamed for being empty."""
    return [
        Line(
            question,
            draft.typed.get(question.name, ""),
            questions.problem(question, draft.typed, draft.answers) if judged else "",
            choices(question, draft),
        )
        for question in page
    ]


def choices(question: Question, draft: Draft) -> tuple[tuple[str, str], ...]:
    if question.name == "province":
        return tuple((each.code, each.name) for each in draft.call.provinces.order_by("name_fr"))
    if question.name == "sector":
        excluded = draft.call.excluded_sectors.values("pk")
        top = Sector.objects.filter(parent=None).exclude(pk__in=excluded)
        return tuple((str(each.pk), str(each)) for each in top)
    if question.kind == "yesno":
        return (("yes", _("yes")), ("no", _("no")))
    return ()


def sections(draft: Draft) -> list[Section]:
    """The sections of the questions and, before the declarations, the documents the call asks for."""
    *first, last = questions.SECTIONS
    documents = [questions.DOCUMENTS] if CallDocument.objects.filter(call=draft.call_id).exists() else []
    return [*first, *documents, last]


def progress(draft: Draft) -> list[Progress]:
    return [Progress(section, _state(draft, section)) for section in sections(draft)]


def _state(draft: Draft, section: Section) -> str:
    if section is questions.DOCUMENTS:
        states = {line.state for line in asked_documents(draft)}
        begun = states & {"done", "promised"}
        return "done" if "due" not in states else "due" if begun else "empty"
    asked = list(section.questions())
    if not any(draft.typed.get(question.name, "").strip() for question in asked):
        return "empty"
    wrong = any(questions.problem(question, draft.typed, draft.answers) for question in asked)
    return "due" if wrong else "done"


def incomplete_sections(draft: Draft) -> list[Section]:
    return [section for section in sections(draft) if _lacks(draft, section)]


def _lacks(draft: Draft, section: Section) -> bool:
    if section is questions.DOCUMENTS:
        return any(line.state == "due" for line in asked_documents(draft))
    return any(questions.problem(question, draft.typed, draft.answers) for question in section.questions())


@dataclass(frozen=True)
class Answer:
    label: str
    words: str
    problem: str


@dataclass(frozen=True)
class Checked:
    section: Section
    answers: tuple[Answer, ...]
    documents: tuple[Asked, ...] = ()


def check(draft: Draft) -> list[Checked]:
    """All that was answered, as it will be lodged."""
    found = []
    for section in sections(draft):
        answers = tuple(
            Answer(question.label, worded(question, draft), wrong)
            for question in section.questions()
            for wrong in [str(PROBLEMS.get(questions.problem(question, draft.typed, draft.answers), ""))]
        )
        documents = asked_documents(draft) if section is questions.DOCUMENTS else []
        found.append(Checked(section, answers, tuple(documents)))
    return found


def worded(question: Question, draft: Draft) -> str:
    """An answer in words; what could not be understood as it was typed."""
    kept = draft.answers.get(question.name)
    if kept is None:
        return str(draft.typed.get(question.name, ""))
    if question.kind in ("yesno", "agree"):
        return _("yes") if kept else _("no")
    if question.kind == "choice":
        return dict(choices(question, draft)).get(str(kept), str(kept))
    value: Any = questions.value_of(question, kept)
    if question.kind == "amount":
        return format_money(value)
    if question.kind == "count":
        return format_number(value)
    if question.kind == "day":
        return format_date(value)
    return display_phone(value) if question.kind == "phone" else str(value)
