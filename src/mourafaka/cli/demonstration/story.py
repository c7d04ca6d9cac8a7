"""The second Souss-Massa cohort as of 2020, from the opening of the call to the published bundle.

Everything goes through the acts, so that the journal, the gates and the refusals are the real ones. Days that
readers see (opening, receipt, sitting) are those of 2020; the journal tells when this installation acted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from mourafaka.calls import rules_data
from mourafaka.calls import services as calls
from mourafaka.calls.enums import ApplicationState
from mourafaka.calls.models import Application, Call, Cohort, Programme
from mourafaka.cli.demonstration import (
    cast,
    deciding,
    generator,
    history,
    reading,
    registering,
    reporting,
    statistics,
)
from mourafaka.cli.demonstration.calibration import APPLICATIONS
from mourafaka.foundations.acts import door
from mourafaka.foundations.files import synced_together
from mourafaka.people.models import User
from mourafaka.registry.services import add_contact
from mourafaka.selection.models import Review
from mourafaka.territory.services import load_reference

COHORT = "souss-massa-2"
SEATS = 33
Report = Callable[[str, int, int], None]

# Lots of the coaching tender 01/Mourafaka/2020 that touch Souss-Massa, whole.
LOTS = {
    "2": ("10.261", "10.521", "11.221", "10.071", "09.551"),
    "6": ("08.577", "09.541"),
    "8": ("09.001", "09.273", "09.163", "09.581"),
}
PROVINCE_QUOTAS = {
    "09.001": (4, 9),
    "09.273": (2, 5),
    "09.163": (3, 7),
    "09.541": (4, 10),
    "09.581": (3, 8),
    "09.551": (3, 5),
}
INCLUSION_QUOTAS = (
    {"column": "women_led", "value": "yes", "min": 10},
    {"column": "youth_led", "value": "yes", "min": 8},
)
ARGAN_QUOTA = {"column": "sector", "value": "argan", "max": 10}


@dataclass(frozen=True)
class Summary:
    """What the database now holds of the demonstration."""

    cohort: str
    newly_loaded: bool
    cooperatives: int
    applications: int
    admissible: int
    reviews: int
    selected: int
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def __str__(self) -> str:
        state = f"loaded in {self.seconds:.1f} s" if self.newly_loaded else "already there"
        return (
            f"Synthetic cohort {self.cohort}, {state}: {self.applications} applications, "
            f"{self.reviews} reviews, {self.selected} places."
        )


@dataclass
class Story:
    """What the stages hand to each other."""

    report: Report
    until: date
    people: dict[str, User] = field(default_factory=dict)
    call: Call | None = None
    drawn: dict[str, generator.SyntheticApplication] = field(default_factory=dict)

    @property
    def manager(self) -> User:
        return self.people["responsable"]

    def the_call(self) -> Call:
        """The call as the database now has it."""
        assert self.call is not None  # noqa: S101
        return Call.objects.get(pk=self.call.pk)


def exists() -> bool:
    return Cohort.objects.filter(code=COHORT).exists()


def tell(report: Report, until: date) -> None:
    """Load everything up to a day, or nothing at all when a stage fails."""
    story = Story(report, until)
    with door("cli"), transaction.atomic(), synced_together():
        for stage in STAGES:
            stage(story)
            statistics.refresh()


def set_the_scene(story: Story) -> None:
    story.report("Territory and people", 0, 1)
    load_reference()
    story.people = cast.enter()
    story.report("Territory and people", 1, 1)


def open_the_call(story: Story) -> None:
    story.report("Call for applications", 0, 1)
    actor = story.manager
    programme = Programme.objects.filter(code="mourafaka").first() or calls.create_programme(
        None, actor=actor, code="mourafaka", name_fr="Mourafaka", name_ar="مرافقة"
    )
    cohort = calls.create_cohort(
        programme,
        actor=actor,
        code=COHORT,
        number=2,
        name_fr="Souss-Massa, tranche 2",
        name_ar="سوس ماسة، الشطر الثاني",
        service_starts_on=date(2020, 7, 1),
        service_ends_on=date(2022, 6, 30),
        synthetic=True,
    )
    reference = registering.Reference([*APPLICATIONS, *(code for lot in LOTS.values() for code in lot)])
    for code, provinces in LOTS.items():
        calls.create_lot(
            cohort, actor=actor, code=code, provinces=[reference.provinces[each] for each in provinces]
        )
    call = calls.create_call(
        cohort,
        actor=actor,
        values={
            "code": "T2-09",
            "title_fr": "Appel à manifestation d’intérêt 2020, Souss-Massa",
            "title_ar": "دعوة لإبداء الاهتمام 2020، سوس ماسة",
            "opens_at": generator.OPENS_AT,
            "closes_at": generator.CLOSES_AT,
            "seats": SEATS,
            "max_age_months": generator.MAX_AGE_MONTHS,
        },
        provinces=[reference.provinces[code] for code in APPLICATIONS],
    )
    rules = {**rules_data.default_rules(SEATS), "quotas": list(INCLUSION_QUOTAS)}
    calls.write_rules(call, actor=actor, data=rules)
    story.call = calls.open_call(call, actor=actor)
    story.report("Call for applications", 1, 1)


def receive_applications(story: Story) -> None:
    call, actor = story.the_call(), story.manager
    reference = registering.Reference(APPLICATIONS)
    drawn = generator.cohort(list(reference.places()))
    for done, each in enumerate(drawn):
        story.report("Cooperatives and applications", done, len(drawn))
        cooperative = registering.register(each.cooperative, reference, actor=actor)
        application = registering.apply(each, call, cooperative, actor=actor)
        story.drawn[application.number] = each
    calls.close_call(call, actor=actor)


def name_speakers(call: Call, people: Mapping[str, User], *, actor: User) -> None:
    """Eight accounts speak for a cooperative each; the first for a chosen one led by a woman that wrote in
    Arabic."""
    read = Application.objects.filter(call=call, eligible=True)
    selected = read.filter(state=ApplicationState.SELECTED)
    first = selected.filter(language="ar", cooperative__women_led=True).first()
    others = [application for application in read[: 5 * len(cast.SPEAKERS) : 5] if application != first]
    for part, application in zip(cast.SPEAKERS, [*filter(None, [first]), *others], strict=False):
        add_contact(application.cooperative, actor=actor, user=people[part.key])


def write_final_rules(story: Story) -> None:
    """Two versions after the opening, each with its reason: the bounds by province, then the cap on argan."""
    call, actor = story.the_call(), story.manager
    by_province = [
        {"column": "province", "value": code, "min": low, "max": high}
        for code, (low, high) in PROVINCE_QUOTAS.items()
    ]
    base = rules_data.default_rules(SEATS)
    versions = (
        (
            [*by_province, *INCLUSION_QUOTAS],
            "Places par préfecture et province fixées après l’examen de la recevabilité.",
        ),
        (
            [*by_province, ARGAN_QUOTA, *INCLUSION_QUOTAS],
            "L’argane est limitée à dix places pour ouvrir la tranche aux autres filières.",
        ),
    )
    for quotas, reason in versions:
        calls.write_rules(call, actor=actor, data={**base, "quotas": quotas}, reason=reason)


def read_applications(story: Story) -> None:
    call = story.the_call()
    story.report("Readers and conflicts of interest", 0, 1)
    reading.assign(call, story.people, actor=story.manager)
    reading.declare(call, story.people)
    reading.abstain(call, story.people)
    done = 0
    while waiting := reading.owed(call):
        for each in waiting:
            story.report("Reviews", done, done + len(waiting))
            reading.review(each, story.drawn[each.application.number], story.people)
            done += 1


def decide(story: Story) -> None:
    call, actor = story.the_call(), story.manager
    story.report("Choice and committee", 0, 2)
    proposal = deciding.propose(call, actor=actor)
    story.report("Choice and committee", 1, 2)
    deciding.sit(call, proposal, story.people, actor=actor)
    name_speakers(call, story.people, actor=actor)


def tell_everybody(story: Story) -> None:
    call, actor = story.the_call(), story.manager
    story.report("Letters", 0, 1)
    deciding.inform(call, actor=actor)
    story.report("Withdrawal and public bundle", 0, 1)
    deciding.withdraw(call, actor=actor)
    deciding.contest(call, story.people, actor=actor)
    deciding.publish(call, actor=actor)
    story.report("Withdrawal and public bundle", 1, 1)


def accompany(story: Story) -> None:
    history.tell(story.the_call(), story.people, until=story.until, report=story.report)


def watch_the_press(story: Story) -> None:
    story.report("Press watch", 0, 1)
    reporting.tell(story.people, story.until)
    story.report("Press watch", 1, 1)


STAGES: tuple[Callable[[Story], None], ...] = (
    set_the_scene,
    open_the_call,
    receive_applications,
    write_final_rules,
    read_applications,
    decide,
    tell_everybody,
    accompany,
    watch_the_press,
)


def summary(*, newly_loaded: bool, seconds: float = 0.0) -> Summary:
    mine = Application.objects.filter(call__cohort__code=COHORT)
    chosen = (ApplicationState.SELECTED, ApplicationState.ENROLLED)
    return Summary(
        cohort=COHORT,
        newly_loaded=newly_loaded,
        cooperatives=mine.values("cooperative").distinct().count(),
        applications=mine.count(),
        admissible=mine.filter(eligible=True).count(),
        reviews=Review.objects.counted().filter(assignment__application__in=mine).count(),
        selected=mine.filter(state__in=chosen).count(),
        seconds=round(seconds, 2),
    )
