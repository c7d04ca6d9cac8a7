"""The sections of an application, page by page: which questions, how each answer is read, what goes where.

A question of `cooperative`, `members` or `application` is the column of that name of the registry's Cooperative
or MemberStat, or of the Application.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from mourafaka.calls.models import Application
from mourafaka.engine import typed
from mourafaka.registry import identifiers
from mourafaka.registry.models import Cooperative, MemberStat

SHORT_NEED = 200  # characters of the collective need, as the call's rules ask

PROBLEMS = {
    "number_unreadable": _("This is not a number. Write for example 1234,50."),
    "number_below_zero": _("This number cannot be below zero."),
    "number_too_large": _("This number is too large."),
    "number_not_whole": _("Write a whole number, without decimals."),
    "day_unreadable": _("This is not a date. Write day/month/year, for example 27/04/2020."),
    "day_not_in_calendar": _("This day does not exist in the calendar."),
    "day_in_the_future": _("This day is still to come."),
    "ice_wrong_key": _("This ICE does not hold: one of its digits is wrong."),
    "ice_not_15_digits": _("An ICE has 15 digits."),
    "phone_unreadable": _("This is not a phone number. Write for example 06 12 34 56 78."),
    "answer_missing": _("This answer is needed."),
    "answer_too_long": _("This answer is too long."),
    "answer_too_short": _("Write a little more: at least 200 characters."),
    "choice_unknown": _("Choose one of the answers proposed."),
    "part_above_whole": _("This part is larger than the whole."),
    "to_be_accepted": _("The application can only be lodged if you agree."),
}


@dataclass(frozen=True)
class Question:
    name: str
    of: str  # cooperative, members or application
    kind: str = "text"  # text, long, count, amount, day, ice, phone, choice, yesno, agree
    required: bool = False
    help: Any = ""
    part_of: str = ""  # the question whose answer this one cannot exceed
    longest: int = 2000

    @property
    def label(self) -> str:
        model = {"cooperative": Cooperative, "members": MemberStat, "application": Application}[self.of]
        return str(model._meta.get_field(self.name).verbose_name)  # type: ignore[union-attr]

    def read(self, text: str) -> Any:
        """The answer as JSON keeps it; None when nothing was typed. Raises ValueError with a `code`."""
        if not text.strip():
            return None
        if len(text) > self.longest:
            raise typed.TypedError("answer_too_long")
        return READERS[self.kind](text)


def _amount(text: str) -> str | None:
    value = typed.amount(text)
    return None if value is None else str(value)


def _day(text: str) -> str | None:
    value = typed.day(text)
    if value is not None and value > _today():
        raise typed.TypedError("day_in_the_future")
    return value.isoformat() if value else None


def day_of(text: str) -> date | None:
    """A day as people write one, also one still to come; None when it is none."""
    try:
        return typed.day(text)
    except typed.TypedError:
        return None


def _today() -> date:
    from mourafaka.foundations import clock

    return clock.today()


READERS: dict[str, Callable[[str], Any]] = {
    "text": lambda text: " ".join(text.split()),
    "long": lambda text: text.strip(),
    "count": typed.whole,
    "amount": _amount,
    "day": _day,
    "ice": identifiers.parse_ice,
    "phone": identifiers.parse_phone,
    "choice": lambda text: text,
    "yesno": lambda text: text == "yes",
    "agree": lambda text: text == "yes",
}


def value_of(question: Question, kept: Any) -> Any:
    """What a kept answer is for the acts of earlier rooms."""
    if question.kind == "amount":
        return Decimal(kept)
    if question.kind == "day":
        return date.fromisoformat(kept)
    return kept


@dataclass(frozen=True)
class Section:
    code: str
    title: Any
    pages: tuple[tuple[Question, ...], ...]

    def questions(self) -> Iterator[Question]:
        for page in self.pages:
            yield from page


C, M, A = "cooperative", "members", "application"
SECTIONS: tuple[Section, ...] = (
    Section(
        "cooperative",
        _("Your cooperative"),
        (
            (
                Question(
                    "name_fr",
                    C,
                    longest=200,
                    help=_("As on the registration papers; one of the two languages is enough."),
                ),
                Question(
                    "name_ar",
                    C,
                    longest=200,
                    help=_("As on the registration papers; one of the two languages is enough."),
                ),
            ),
            (
                Question("province", C, "choice", True, _("Where the cooperative has its seat.")),
                Question("address", C, longest=200, help=_("Douar, district or street.")),
            ),
            (
                Question(
                    "local_reg_no",
                    C,
                    required=True,
                    longest=30,
                    help=_("Written on the extract of the local register."),
                ),
                Question(
                    "court",
                    C,
                    required=True,
                    longest=80,
                    help=_("The court of first instance that keeps the register."),
                ),
                Question("registered_on", C, "day", True, _("Day, month, year: 27/04/2020.")),
            ),
            (
                Question(
                    "ice",
                    C,
                    "ice",
                    longest=40,
                    help=_("15 digits, on tax papers. Leave empty if you do not know it."),
                ),
                Question(
                    "phone", C, "phone", True, _("Where the agency can call you: 06 12 34 56 78."), longest=40
                ),
            ),
            (Question("sector", C, "choice", True, _("What the cooperative mostly does.")),),
        ),
    ),
    Section(
        "people",
        _("People and organs"),
        (
            (
                Question(
                    "leader_name", C, required=True, longest=120, help=_("Who represents the cooperative.")
                ),
                Question("leader_role", C, longest=60, help=_("President, manager…")),
                Question("women_led", C, "yesno", True),
            ),
            (
                Question("board_total", M, "count", help=_("How many persons manage the cooperative.")),
                Question("board_women", M, "count", part_of="board_total"),
            ),
        ),
    ),
    Section(
        "members",
        _("Members"),
        (
            (
                Question("members_total", M, "count", True, _("All members today.")),
                Question("women", M, "count", True, _("Women among the members."), "members_total"),
                Question(
                    "youth", M, "count", help=_("Members from 18 to 35 years."), part_of="members_total"
                ),
            ),
            (
                Question("graduates", M, "count", help=_("Members with a diploma."), part_of="members_total"),
                Question(
                    "disabled",
                    M,
                    "count",
                    help=_("A number only; no name is asked."),
                    part_of="members_total",
                ),
            ),
        ),
    ),
    Section(
        "project",
        _("Project"),
        (
            (
                Question(
                    "project_title",
                    A,
                    required=True,
                    longest=200,
                    help=_("In one line, what you want to do."),
                ),
            ),
            (
                Question(
                    "collective_need",
                    A,
                    "long",
                    True,
                    _("Which difficulty of the members the project solves, in at least 200 characters."),
                    longest=5000,
                ),
            ),
            (
                Question("products", A, "long", True, _("What you make or do, and for which price.")),
                Question("innovation", A, "long", help=_("What is new in it.")),
                Question("environment", A, "long", help=_("Water, waste, energy, resources.")),
            ),
            (
                Question("need_management", A, "long", help=_("Accounting, meetings, organisation.")),
                Question("need_technique", A, "long", help=_("Production, quality, packaging.")),
                Question("need_marketing", A, "long", help=_("Customers, prices, fairs, internet.")),
            ),
        ),
    ),
    Section(
        "market",
        _("Market and jobs"),
        (
            (Question("market", A, "long", True, _("Who buys, where, and who else sells the same.")),),
            (
                Question("jobs_now", A, "count", help=_("Persons who work in the cooperative today.")),
                Question(
                    "jobs_in_24_months", A, "count", help=_("Persons who will work in it in two years.")
                ),
            ),
            (
                Question(
                    "jobs_women", A, "count", help=_("Of the jobs in two years."), part_of="jobs_in_24_months"
                ),
                Question(
                    "jobs_youth", A, "count", help=_("Of the jobs in two years."), part_of="jobs_in_24_months"
                ),
            ),
        ),
    ),
    Section(
        "money",
        _("Money"),
        (
            (
                Question("turnover_last_year_mad", A, "amount", help=_("All sales of the year, in dirhams.")),
                Question("turnover_this_year_mad", A, "amount", help=_("All sales of the year, in dirhams.")),
            ),
            (
                Question("turnover_next_year_mad", A, "amount", help=_("What you hope to sell, in dirhams.")),
                Question(
                    "turnover_year_after_mad", A, "amount", help=_("What you hope to sell, in dirhams.")
                ),
            ),
            (
                Question("investment_mad", A, "amount", help=_("What the project costs in all, in dirhams.")),
                Question(
                    "own_contribution_mad",
                    A,
                    "amount",
                    help=_("The part the cooperative pays."),
                    part_of="investment_mad",
                ),
                Question(
                    "support_received", A, "long", help=_("INDH, Moazara or others: which, and which year.")
                ),
            ),
        ),
    ),
    Section(
        "declarations",
        _("Declarations"),
        (
            (
                Question("commits_to_attend", A, "agree", True),
                Question("consents_to_processing", A, "agree", True),
            ),
        ),
    ),
)
# The pages of this section are the documents of the call, one each.
DOCUMENTS = Section("documents", _("Documents"), ())
BY_NAME = {question.name: question for section in SECTIONS for question in section.questions()}


def section(code: str) -> Section | None:
    return next((each for each in SECTIONS if each.code == code), None)


def understand(name: str, text: str) -> tuple[Any, str]:
    """The answer understood and, when there is none, the code of the reason ("" when nothing was typed)."""
    try:
        return BY_NAME[name].read(text), ""
    except ValueError as wrong:
        return None, getattr(wrong, "code", "choice_unknown")


def problem(question: Question, typed_texts: dict[str, str], answers: dict[str, Any]) -> str:
    """The code of what is wrong with this answer as it stands, "" when it is right."""
    kept, wrong = understand(question.name, typed_texts.get(question.name, ""))
    if wrong:
        return wrong
    if kept is None or kept == "":
        return _lacking(question, answers)
    if question.kind == "agree" and not kept:
        return "to_be_accepted"
    if question.name == "collective_need" and len(kept) < SHORT_NEED:
        return "answer_too_short"
    whole = answers.get(question.part_of)
    if question.part_of and whole is not None and Decimal(str(kept)) > Decimal(str(whole)):
        return "part_above_whole"
    return ""


def _lacking(question: Question, answers: dict[str, Any]) -> str:
    if question.name == "name_fr" and not answers.get("name_ar"):
        return "answer_missing"
    if not question.required:
        return ""
    return "to_be_accepted" if question.kind == "agree" else "answer_missing"
