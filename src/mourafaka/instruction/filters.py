"""The filters of the queue; what a count links to is what it counts."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mourafaka.calls.enums import ApplicationState
from mourafaka.foundations.widgets import LongSelect
from mourafaka.instruction.enums import OPEN_STATES, Clock
from mourafaka.instruction.models import Case, Team
from mourafaka.people.models import User
from mourafaka.registry.models import Cooperative
from mourafaka.territory.models import within
from mourafaka.territory.queries import provinces_by_region

ANY = _("Any")
SORTS = {
    "clock": (),
    "number": ("application__number",),
    "-number": ("-application__number",),
    "province": ("application__cooperative__province_id", "application__number"),
    "-province": ("-application__cooperative__province_id", "application__number"),
}


def teams() -> list[tuple[str, Any]]:
    return [("none", _("No team")), *((str(team.pk), team.name) for team in Team.objects.all())]


def officers() -> list[tuple[str, Any]]:
    people = User.objects.filter(pk__in=Case.objects.exclude(officer=None).values("officer"))
    return [("me", _("Myself")), ("none", _("Nobody")), *((str(user.pk), str(user)) for user in people)]


class QueueFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Number or cooperative"), method="filter_text")
    clock = django_filters.ChoiceFilter(
        empty_label=_("Under way"),
        label=_("Clock"),
        choices=Clock.choices,
        widget=LongSelect,
        method="filter_clock",
    )
    team = django_filters.ChoiceFilter(
        empty_label=ANY, label=_("Team"), choices=teams, widget=LongSelect, method="filter_team"
    )
    officer = django_filters.ChoiceFilter(
        empty_label=ANY, label=_("Officer"), choices=officers, widget=LongSelect, method="filter_officer"
    )
    province = django_filters.ChoiceFilter(
        empty_label=ANY,
        label=_("Prefecture or province"),
        choices=provinces_by_region,
        widget=LongSelect,
        method="filter_place",
    )
    state = django_filters.ChoiceFilter(
        empty_label=ANY,
        label=_("State"),
        choices=[pair for pair in ApplicationState.choices if pair[0] != ApplicationState.DRAFT],
        widget=LongSelect,
        field_name="application__state",
    )

    class Meta:
        model = Case
        fields: list[str] = []

    def filter_text(self, queryset: Any, name: str, value: str) -> Any:
        named = Cooperative.objects.search(value).values("pk")
        return queryset.filter(
            Q(application__number__icontains=value.strip()) | Q(application__cooperative__in=named)
        )

    def filter_clock(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.at(value)

    def filter_team(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(team=None if value == "none" else value)

    def filter_officer(self, queryset: Any, name: str, value: str) -> Any:
        if value == "me":
            return queryset.filter(officer=self.request.user)
        return queryset.filter(officer=None if value == "none" else value)

    def filter_place(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(within([value], "application__cooperative__province_id"))

    @property
    def sort(self) -> str:
        asked = str(self.data.get("sort", ""))
        return asked if asked in SORTS else "clock"

    def found(self) -> Any:
        """The rows, the most urgent first; cases that are over only when asked for."""
        rows = self.qs
        if not self.data.get("clock") and not self.data.get("state"):
            rows = rows.filter(application__state__in=OPEN_STATES)
        keys = SORTS[self.sort]
        return rows.order_by(*keys) if keys else rows.by_clock()
