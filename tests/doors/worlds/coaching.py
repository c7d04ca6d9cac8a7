"""Two visits of each cooperative: one planned with its draft report, one held with all that follows. The address of
a calendar and the link of a question are secrets: nobody comes to the foreign ones."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from mourafaka.coaching.models import (
    Absence,
    CalendarLink,
    Confirmation,
    Control,
    PlanningRun,
    Recommendation,
    Statement,
    Tour,
)
from mourafaka.foundations import clock, files
from mourafaka.people.models import Mandate, digest_of
from tests.doors.worlds.enrolment import enrolment_of
from tests.factories.coaching import CoachProfileFactory, ReportFactory, VisitFactory, attach
from tests.factories.enrolment import CoachFactory

HELD_PAGES = ("visit", "validate", "return", "ask", "own_answer", "control", "paper_answer", "slip")
SECRETS = {"own": "own-secret", "foreign": "foreign-secret"}


def build(world: Any, users: Any) -> None:
    for target in ("own", "foreign"):
        world.rooms["coaching", target] = _objects(world, target)


def _objects(world: Any, target: str) -> dict[str, Any]:
    enrolment = enrolment_of(world, target)
    word = enrolment.note
    coach = CoachFactory(full_name=f"Coach {word}")
    if target == "foreign":
        Mandate.objects.filter(user=coach).update(territory_code="08")
    CoachProfileFactory(coach=coach)
    day = date(2021, 3, 8)
    tour = Tour.objects.create(coach=coach, starts_on=day, ends_on=day, km=80)
    common = {"enrolment": enrolment, "coach": coach, "reason": word}
    planned = VisitFactory(number=6, tour=tour, position=1, **common)
    held = VisitFactory(number=5, planned_on=day, state="held", tour=tour, **common)
    draft = ReportFactory(visit=planned, held_on=None, observations=word)
    told = ReportFactory(visit=held, state="submitted", submitted_on=day, observations=word, decisions=word)
    Confirmation.objects.create(
        visit=held,
        link_digest=digest_of(SECRETS[target]),
        expires_at=clock.now() + timedelta(days=5),
        times_asked=1,
        language="fr",
        paper=files.store(b"%PDF-1.7 slip", name="slip.pdf", content_type="application/pdf"),
    )
    CalendarLink.objects.create(coach=coach, digest=digest_of(f"calendar-{SECRETS[target]}"))
    Control.objects.create(visit=held, origin="proofs", note=word)
    paper = files.store(b"%PDF-1.7", name="statement.pdf", content_type="application/pdf")
    number = 1 if target == "own" else 2
    return {
        "coach": coach,
        "tour": tour,
        "planned": planned,
        "held": held,
        "file": attach(told, content=b"%PDF-1.7 sheet"),
        "detach": attach(draft, content=b"%PDF-1.7 other sheet"),
        "follow": Recommendation.objects.create(report=told, position=0, text=word),
        "withdraw": Absence.objects.create(
            coach=coach, starts_on=day, ends_on=day, reason=word, recorded_by=coach
        ),
        "run": PlanningRun.objects.create(
            contract=enrolment.contract,
            state="ready",
            asked={"enrolments": [enrolment.pk], "left": [], "parts": [], "fingerprint": ""},
            result={"tours": [], "conflicts": []},
            asked_by=coach,
        ),
        "statement": Statement.objects.create(
            contract=enrolment.contract,
            number=number,
            period_from=day,
            period_to=day,
            state="issued",
            opened_by=coach,
            file=paper,
        ),
    }


def value(world: Any, page: str, key: str, target: str) -> Any:
    name = page.partition(":")[2]
    mine = world.rooms["coaching", "foreign" if target == "foreign" else "own"]
    if key == "number":
        return enrolment_of(world, target).number
    if key == "token":
        secret = SECRETS["own"] if target != "foreign" else "unknown"
        return f"calendar-{secret}" if name == "feed" else secret
    if key == "kind":
        return "pdf"
    if name in ("file", "detach", "follow", "withdraw", "tour"):
        return mine[name].pk
    if name in ("profile", "absence", "revoke_link"):
        return mine["coach"].pk
    if name in ("planning", "apply"):
        return mine["run"].pk
    if name in ("statement", "issue", "send", "paper"):
        return mine["statement"].pk
    return mine["held" if name in HELD_PAGES else "planned"].pk
