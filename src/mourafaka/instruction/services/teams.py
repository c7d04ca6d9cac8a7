"""Teams and the days a call gives."""

from __future__ import annotations

from collections.abc import Sequence

from mourafaka.calls.models import Call
from mourafaka.foundations.acts import act
from mourafaka.foundations.constraints import refusing
from mourafaka.foundations.refusals import Refused
from mourafaka.instruction.models import Case, Pace, Team
from mourafaka.instruction.routing import team_of
from mourafaka.people.models import User
from mourafaka.territory.models import Province


@act("instruction.team.save", rule="instruction.manage_teams")
def save_team(
    team: Team | None,
    *,
    actor: User,
    name: str,
    provinces: Sequence[Province] = (),
    members: Sequence[User] = (),
    fallback: bool = False,
) -> Team:
    """Create a team (None) or change one; cases under way that nobody took are routed anew.

    A province belongs to one team: it leaves the one it had. Refuses `team_name_missing` and
    `team_value_refused`.
    """
    if not name.strip():
        raise Refused("team_name_missing", field="name")
    current = team or Team()
    current.name, current.fallback = name.strip(), fallback
    with refusing(Team, "team_value_refused"):
        current.save()
    for other in Team.objects.exclude(pk=current.pk).filter(provinces__in=list(provinces)).distinct():
        other.provinces.remove(*provinces)
    current.provinces.set(provinces)
    current.members.set(members)
    _route_again()
    return current


@act("instruction.pace.set", rule="instruction.manage_teams")
def set_pace(call: Call, *, actor: User, completeness_days: int, correction_days: int) -> Pace:
    """The days of a call, for applications lodged and corrections asked from now on. 1 to 90."""
    pace = Pace.objects.filter(call=call).first() or Pace(call=call)
    pace.completeness_days, pace.correction_days = completeness_days, correction_days
    with refusing(Pace, "pace_value_refused"):
        pace.save()
    return pace


def _route_again() -> None:
    cases = list(
        Case.objects.select_for_update(of=("self",))
        .under_way()
        .filter(officer=None)
        .select_related("application__cooperative")
    )
    teams: dict[str, Team | None] = {}
    for case in cases:
        province = case.application.cooperative.province_id
        if province not in teams:
            teams[province] = team_of(province)
        case.team = teams[province]
    Case.objects.bulk_update(cases, ["team"], batch_size=500)
