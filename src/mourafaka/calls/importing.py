"""Applications from a file: the columns, and one row as a draft entered by the same act as the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from mourafaka.calls import services
from mourafaka.calls.models import Application, Call
from mourafaka.calls.services.applications import refuse_unless_receiving
from mourafaka.calls.services.sections import write_sections
from mourafaka.foundations.imports import columns as cell
from mourafaka.foundations.imports.columns import Column, Spec
from mourafaka.foundations.refusals import Refused
from mourafaka.registry.models import Cooperative

COLUMNS = (
    Column(
        "call", _("Code of the call"), cell.short(12), required=True, example="T2-09", also=("appel", "الدعوة"),
    ),
    Column(
        "cooperative", _("Code of the cooperative or ICE"), cell.short(20), required=True,
        example="COOP-09-00001", also=("cooperative", "coopérative", "code", "ICE", "التعاونية"),
        help=_("The cooperative is registered first."),
    ),
    Column("project_title", _("title of the project"), cell.short(200), also=("titre", "projet", "المشروع")),
    Column("collective_need", _("collective need it answers"), also=("besoin collectif", "problème")),
    Column("products", _("products and services"), also=("produits",)),
    Column("innovation", _("innovation"), also=("innovation",)),
    Column("market", _("market and customers"), also=("marché", "clients", "السوق")),
    Column("environment", _("effects on the environment"), also=("environnement", "البيئة")),
    Column("jobs_now", _("jobs now"), cell.whole, also=("emplois", "emplois actuels"), example="6"),
    Column("jobs_in_24_months", _("jobs in 24 months"), cell.whole, also=("emplois à 24 mois",), example="10"),
    Column("jobs_women", _("of which women"), cell.whole, also=("emplois femmes",)),
    Column("jobs_youth", _("of which young people"), cell.whole, also=("emplois jeunes",)),
    Column("turnover_last_year_mad", _("turnover last year (MAD)"), cell.amount, also=("CA N-1",)),
    Column(
        "turnover_this_year_mad", _("turnover this year (MAD)"), cell.amount, also=("CA", "CA N", "chiffre d'affaires")
    ),
    Column("turnover_next_year_mad", _("turnover expected next year (MAD)"), cell.amount, also=("CA N+1",)),
    Column("turnover_year_after_mad", _("turnover expected the year after (MAD)"), cell.amount, also=("CA N+2",)),
    Column("need_management", _("needs in management"), also=("besoins gestion",)),
    Column("need_technique", _("needs in technique and quality"), also=("besoins technique",)),
    Column("need_marketing", _("needs in marketing"), also=("besoins commercialisation",)),
    Column("investment_mad", _("investment planned (MAD)"), cell.amount, also=("investissement",)),
    Column("own_contribution_mad", _("own contribution (MAD)"), cell.amount, also=("apport", "apport propre")),
    Column("support_received", _("support already received"), also=("appuis reçus",)),
    Column(
        "commits_to_attend", _("commits to trainings and to twelve visits"), cell.yes_or_no,
        also=("engagement",), example="oui",
    ),
    Column(
        "consents_to_processing", _("consents to the processing of its data (law 09-08)"), cell.yes_or_no,
        also=("consentement",), example="oui",
    ),
)  # fmt: skip


class ApplicationSession:
    """What one person may enter from one file, and what is already there; read as the rows come."""

    def __init__(self, actor: Any, options: Mapping[str, Any]) -> None:
        self.actor, self.options = actor, options
        self._calls = {call.code: call for call in Call.objects.visible_to(actor)}
        self._cooperatives: dict[str, Cooperative] | None = None
        self._taken = set(Application.objects.values_list("call__code", "cooperative"))

    def names(self, kind: str, within: str | None) -> Any:
        raise KeyError(kind)  # no column of this file names a place

    def check(self, values: Mapping[str, Any]) -> None:
        """What the act would refuse, and what an earlier row of the same file already holds."""
        call, cooperative = self._call(values), self._cooperative(values)
        refuse_unless_receiving(call, self.actor)
        key = (call.code, cooperative.pk)
        if key in self._taken:
            raise Refused("application_exists", call=call.code, field="cooperative")
        application = Application(call=call, cooperative=cooperative)
        write_sections(application, self._sections(values))
        self._taken.add(key)

    def act(self, values: Mapping[str, Any]) -> Application:
        application = services.enter_application(
            self._call(values),
            actor=self.actor,
            cooperative=self._cooperative(values),
            sections=self._sections(values),
        )
        if self.options.get("submit"):
            try:
                return services.submit_application(application, actor=self.actor)
            except Refused:  # not complete, or too late: it stays a draft, and its page says what is missing
                return application
        return application

    def _sections(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if name in services.SECTION_FIELDS}

    def _call(self, values: Mapping[str, Any]) -> Call:
        code = values["call"].strip().upper()
        if code not in self._calls:
            raise Refused("call_unknown", call=values["call"], field="call")
        return self._calls[code]

    def _cooperative(self, values: Mapping[str, Any]) -> Cooperative:
        """By its code or its ICE, among those this person sees."""
        if self._cooperatives is None:
            self._cooperatives = {}
            for cooperative in Cooperative.objects.visible_to(self.actor).only("code", "ice", "province_id"):
                self._cooperatives[cooperative.code] = cooperative
                if cooperative.ice:
                    self._cooperatives[cooperative.ice] = cooperative
        wanted = values["cooperative"].strip().upper()
        found = self._cooperatives.get(wanted) or self._cooperatives.get(wanted.zfill(15))
        if found is None:
            raise Refused("cooperative_unknown", wanted=values["cooperative"], field="cooperative")
        return found


APPLICATIONS = Spec(
    name="applications",
    title=_("Applications"),
    columns=COLUMNS,
    permission="calls.import_applications",
    session=ApplicationSession,
    options=(("submit", _("Submit at once the applications that are complete")),),
    list_url="calls:applications",
    help=_(
        "One row per application. Each becomes a draft under the call's next number; one wrong row never blocks the "
        "others."
    ),
)
