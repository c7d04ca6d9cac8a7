"""The filters of the accompanied cooperatives and of their downloads: what is downloaded is what is seen."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mourafaka.calls.models import Cohort, Lot
from mourafaka.enrolment.enums import Phase
from mourafaka.enrolment.models import CoachAssignment, Enrolment
from mourafaka.enrolment.queries.alerts import alerts_on
from mourafaka.foundations import clock
from mourafaka.foundations.widgets import LongSelect
from mourafaka.people.models import User
from mourafaka.registry.models import Cooperative
from mourafaka.territory.models import within
from mourafaka.territory.queries import provinces_by_region

SORTS = {
    "number": ("number",),
    "-number": ("-number",),
    "name": ("cooperative__sort_key", "number"),
    "-name": ("-cooperative__sort_key", "number"),
    "province": ("cooperative__province_id", "number"),
    "-province": ("-cooperative__province_id", "number"),
    "phase": ("phase", "number"),
    "-phase": ("-phase", "number"),
    "start": ("service_starts_on", "number"),
    "-start": ("-service_starts_on", "number"),
}
ANY = _("Any")
ATTENTION = [
    ("alert", _("With an alert")),
    ("suspended", _("Suspended")),
    ("coach", _("Without a coach")),
]


def cohorts() -> list[tuple[str, str]]:
    return [(cohort.code, cohort.name) for cohort in Cohort.objects.all()]


def lots() -> list[tuple[int, str]]:
    return [(lot.pk, f"{lot.code} · {lot.cohort.name}") for lot in Lot.objects.select_related("cohort")]


def coaches() -> list[tuple[int, str]]:
    known = CoachAssignment.objects.filter(coach=OuterRef("pk"))
    return [(user.pk, str(user)) for user in User.objects.filter(Exists(known))]


class EnrolmentFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Number or cooperative"), method="filter_text")
    cohort = django_filters.ChoiceFilter(
        empty_label=ANY, label=_("Cohort"), choices=cohorts, widget=LongSelect, field_name="cohort__code"
    )
    province = django_filters.ChoiceFilter(
        empty_label=ANY,
        label=_("Prefecture or province"),
        choices=provinces_by_region,
        widget=LongSelect,
        method="filter_place",
    )
    lot = django_filters.ChoiceFilter(
        empty_label=ANY, label=_("Lot"), choices=lots, widget=LongSelect, field_name="lot_id"
    )
    phase = django_filters.ChoiceFilter(
        empty_label=ANY, label=_("Phase"), choices=Phase.choices, widget=LongSelect
    )
    coach = django_filters.ChoiceFilter(
        empty_label=ANY, label=_("Coach"), choices=coaches, widget=LongSelect, method="filter_coach"
    )
    attention = django_filters.ChoiceFilter(
        empty_label=ANY,
        label=_("Needs attention"),
        choices=ATTENTION,
        widget=LongSelect,
        method="filter_attention",
    )

    class Meta:
        model = Enrolment
        fields: list[str] = []

    def filter_text(self, queryset: Any, name: str, value: str) -> QuerySet[Enrolment]:
        named = Cooperative.objects.search(value).values("pk")
        return queryset.filter(Q(number__icontains=value.strip()) | Q(cooperative__in=named))  # type: ignore[no-any-return]

    def filter_place(self, queryset: Any, name: str, value: str) -> QuerySet[Enrolment]:
        return queryset.filter(within([value], "cooperative__province_id"))  # type: ignore[no-any-return]

    def filter_coach(self, queryset: Any, name: str, value: str) -> QuerySet[Enrolment]:
        mine = CoachAssignment.objects.in_force().filter(coach_id=int(value), enrolment=OuterRef("pk"))
        return queryset.filter(Exists(mine))  # type: ignore[no-any-return]

    def filter_attention(self, queryset: Any, name: str, value: str) -> QuerySet[Enrolment]:
        if value == "suspended":
            return queryset.suspended()  # type: ignore[no-any-return]
        if value == "coach":
            in_charge = CoachAssignment.objects.in_force().filter(enrolment=OuterRef("pk"))
            return queryset.under_way().filter(~Exists(in_charge))  # type: ignore[no-any-return]
        raised = alerts_on(queryset, clock.today())
        return queryset.filter(pk__in={alert.enrolment_id for alert in raised})  # type: ignore[no-any-return]

    @property
    def sort(self) -> str:
        asked = str(self.data.get("sort", ""))
        return asked if asked in SORTS else "number"

    def found(self) -> Any:
        return self.qs.order_by(*SORTS[self.sort])
