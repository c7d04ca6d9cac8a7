"""Five questions before anything is filled in, answered by the very gates the application will meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mourafaka.applying.questions import PROBLEMS
from mourafaka.calls import gates
from mourafaka.calls.models import Application, Call
from mourafaka.engine import typed
from mourafaka.foundations import clock
from mourafaka.registry.models import Cooperative, MemberStat
from mourafaka.territory.models import Province, Sector

# What a question is called, and the question of the application that the same words answer.
LABELS = {
    "registered_on": gettext_lazy("When was the cooperative registered?"),
    "members_total": gettext_lazy("How many members does it have?"),
    "province": gettext_lazy("Where is it?"),
    "sector": gettext_lazy("What does it mostly do?"),
    "earlier": gettext_lazy("Was it already accompanied by Mourafaka?"),
}
HELP = {
    "registered_on": gettext_lazy("Day, month, year: 27/04/2020."),
    "members_total": gettext_lazy("All members today."),
    "province": gettext_lazy("Where the cooperative has its seat."),
    "sector": gettext_lazy("What the cooperative mostly does."),
    "earlier": gettext_lazy("In an earlier cohort of the programme."),
}


@dataclass(frozen=True)
class Asked:
    name: str
    typed: str
    problem: str
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        return str(LABELS[self.name])

    @property
    def help(self) -> str:
        return str(HELP[self.name])


@dataclass(frozen=True)
class Verdict:
    passed: bool
    sentence: str


@dataclass(frozen=True)
class Check:
    questions: tuple[Asked, ...]
    verdicts: tuple[Verdict, ...]  # empty until every question is answered

    @property
    def answered(self) -> bool:
        return bool(self.verdicts)

    @property
    def eligible(self) -> bool:
        return self.answered and all(verdict.passed for verdict in self.verdicts)


def check(call: Call, texts: Mapping[str, str]) -> Check:
    """The questions with what was typed and, when all five are understood, what each gate of the call finds."""
    judged = any(name in texts for name in LABELS)
    offered = _offered()
    read: dict[str, Any] = {}
    asked = []
    for name in LABELS:
        text = texts.get(name, "")[:60]
        problem = ""
        try:
            read[name] = _read(name, text, offered.get(name, ()))
        except typed.TypedError as wrong:
            problem = str(PROBLEMS[wrong.code]) if judged else ""
        asked.append(Asked(name, text, problem, offered.get(name, ())))
    verdicts = _verdicts(call, read) if len(read) == len(LABELS) else ()
    return Check(tuple(asked), tuple(verdicts))


def next_call(call: Call) -> Call | None:
    """The call that takes applications now or next, other than this one."""
    others = Call.objects.public().exclude(pk=call.pk).filter(closes_at__gt=clock.now())
    return others.order_by("opens_at").first()


def _offered() -> dict[str, tuple[tuple[str, str], ...]]:
    return {
        "province": tuple((each.code, each.name) for each in Province.objects.order_by("name_fr")),
        "sector": tuple((str(each.pk), str(each)) for each in Sector.objects.filter(parent=None)),
        "earlier": (("no", _("no")), ("yes", _("yes"))),
    }


def _read(name: str, text: str, offered: tuple[tuple[str, str], ...]) -> Any:
    if not text.strip():
        raise typed.TypedError("answer_missing")
    if name == "registered_on":
        return _past_day(text)
    if name == "members_total":
        return typed.whole(text)
    if text not in dict(offered):
        raise typed.TypedError("choice_unknown")
    return text


def _past_day(text: str) -> date | None:
    day = typed.day(text)
    if day is not None and day > clock.today():
        raise typed.TypedError("day_in_the_future")
    return day


def _verdicts(call: Call, read: Mapping[str, Any]) -> list[Verdict]:
    cooperative = Cooperative(
        registered_on=read["registered_on"],
        province=Province.objects.get(code=read["province"]),
        sector=Sector.objects.get(pk=read["sector"]),
    )
    earlier = {"fr": "Mourafaka", "ar": "مرافقة"} if read["earlier"] == "yes" else None
    dossier = gates.Dossier(
        application=Application(call=call, cooperative=cooperative),
        call=call,
        closing_day=gates.closing_day(call),
        province_codes=frozenset(call.provinces.values_list("code", flat=True)),
        excluded_sectors=frozenset(call.excluded_sectors.values_list("pk", flat=True)),
        mandatory_kinds=(),
        accepted_kinds=frozenset(),
        members=MemberStat(members_total=read["members_total"], as_of=clock.today()),
        earlier=earlier,
    )
    looks = (gates.age, gates.members, gates.location, gates.sector, gates.first_time)
    findings = [look(dossier) for look in looks]
    return [Verdict(found.passed, gates.sentence(found.code, found.facts)) for found in findings]
