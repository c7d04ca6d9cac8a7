"""A call ready for the committee, and the committee, for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from mourafaka.calls.models import Call
from mourafaka.calls.rules_data import default_rules
from mourafaka.people.models import Mandate, Organisation, User
from mourafaka.selection import services
from mourafaka.selection.models import CommitteeSession, ConflictDeclaration, Proposal
from tests.factories.calls import CallFactory
from tests.factories.registry import CooperativeFactory
from tests.factories.selection import (
    AdmissibleFactory,
    AssignmentFactory,
    ReaderFactory,
    ReviewFactory,
    all_marks,
)
from tests.factories.territory import ProvinceFactory

TATA, TAROUDANNT = "09.551", "09.541"
# Marks of two readers, best first; the last two are from Tata.
MARKS = ((5, 5), (5, 4), (4, 4), (4, 4), (4, 4), (4, 3), (3, 4), (3, 3), (3, 3), (2, 3))


def rules(seats: int = 4, **others: Any) -> dict[str, Any]:
    """Four places, one of them at least for Tata, at least one woman-led."""
    quotas = [
        {"column": "province", "value": TATA, "min": 1},
        {"column": "women_led", "value": "yes", "min": 1},
    ]
    stability = {"seed": 1, "scenarios": 5, "spread_percent": 20}
    return {
        **default_rules(seats), "threshold": "50", "reserve_share": "0.5", "quotas": quotas, "stability": stability,
        "third_reading": {"criterion_gap": "4", "total_gap": "40"},
        **others,
    }  # fmt: skip


def evaluated_call(**rules_changes: Any) -> Call:
    """Ten applications read twice by the same two readers; numbers 0009 and 0010 are from Tata."""
    call = CallFactory(state="closed", seats=4, rules=rules(**rules_changes))
    one, other = ReaderFactory(), ReaderFactory()
    provinces = {code: ProvinceFactory(code=code) for code in (TAROUDANNT, TATA)}
    for place, given in enumerate(MARKS, start=1):
        application = AdmissibleFactory(
            call=call,
            number=f"T2-09-{place:04d}",
            state="evaluated",
            cooperative=CooperativeFactory(
                name_fr=f"Coopérative {place}", name_ar=f"تعاونية {place}", local_reg_no=f"P{place}",
                court="Taroudannt", province=provinces[TATA if place >= 9 else TAROUDANNT],
                women_led=place % 2 == 0, consent_public=place != 2,
            ),
        )  # fmt: skip
        for reader, mark in zip((one, other), given, strict=True):
            assignment = AssignmentFactory(application=application, reviewer=reader, state="submitted")
            ReviewFactory(assignment=assignment, marks=all_marks(mark, C9=max(mark - 1, 0)))
    return call


@dataclass
class Sitting:
    """A call, its proposal and an open session with its members."""

    call: Call
    manager: User
    members: list[User]
    proposal: Proposal
    session: CommitteeSession


def person(role: str, name: str, territory: str = "") -> User:
    user = User.objects.create_user(f"{name.replace(' ', '.').lower()}@example.org", full_name=name)
    Mandate.objects.create(user=user, role=role, territory_code=territory, starts_on=date(2015, 1, 1))
    return user


def committee(call: Call, size: int = 5) -> list[User]:
    """Members who have declared to have no conflict."""
    body = Organisation.objects.create(name_fr="Conseil régional", name_ar="مجلس الجهة", kind="region")
    members = [person("committee", f"Membre {place}", "09") for place in range(1, size + 1)]
    for member in members:
        member.organisation = body
        member.save()
    ConflictDeclaration.objects.bulk_create(
        ConflictDeclaration(application=application, person=member, nature="none")
        for member in members
        for application in call.applications.all()
    )
    return members


def planned(call: Call | None = None, present: int = 5) -> Sitting:
    call = call or evaluated_call()
    manager, members = person("manager", "Responsable"), committee(call)
    proposal = services.compute_proposal(call, actor=manager)
    session = services.plan_session(
        call, actor=manager, held_on=date(2020, 6, 15), place="Agadir", members=members, chair=members[0]
    )
    services.record_attendance(session, actor=manager, present=members[:present])
    return Sitting(call, manager, members, proposal, session)


def sitting(call: Call | None = None) -> Sitting:
    found = planned(call)
    found.session = services.open_session(found.session, actor=found.manager)
    return found


def decided(call: Call | None = None) -> Sitting:
    found = sitting(call)
    found.session = services.close_session(found.session, actor=found.manager)
    return found
