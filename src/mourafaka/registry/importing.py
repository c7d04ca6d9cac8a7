"""Cooperatives from a file: the columns, and one row as an act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import rules
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mourafaka.engine.text import fold_key
from mourafaka.foundations.imports import columns as cell
from mourafaka.foundations.imports.columns import Column, Spec
from mourafaka.foundations.refusals import Refused
from mourafaka.territory.models import Commune, Province, Sector, ValueChain
from mourafaka.territory.names import Gazetteer

from . import identifiers, services
from .enums import LegalCategory, ManagementForm
from .models import Cooperative


def _identifier(parse: Callable[[str], str], *, digits: int = 0) -> Callable[[str], str]:
    """Spreadsheets drop leading zeros: they are put back when the key then proves the number."""

    def read(text: str) -> str:
        lost = digits - len(text)
        padded = text.zfill(digits) if 0 < lost <= 6 and text.isascii() and text.isdigit() else text
        try:
            return parse(padded)
        except identifiers.IdentifierError as wrong:
            raise Refused(wrong.code) from wrong

    return read


COLUMNS = (
    Column(
        "name_fr", _("Name in French"), cell.short(200), also=("nom", "nom cooperative", "denomination"),
        help=_("One of the two names is required."), example="Coopérative Tamaynut Argane",
    ),
    Column("name_ar", _("Name in Arabic"), cell.short(200), example="تعاونية تماينوت أركان", also=("اسم التعاونية",)),
    Column(
        "province", _("Prefecture or province"), required=True, kind="province", example="Taroudannt",
        help=_("Name or HCP code, in any spelling; you are asked when it is not recognised."),
        also=("province", "préfecture", "الإقليم", "العمالة"),
    ),
    Column("commune", _("Commune"), kind="commune", within="province", example="Taliouine", also=("الجماعة",)),
    Column(
        "sector", _("Sector"), required=True, kind="sector", example="Argane", also=("secteur d'activité", "القطاع")
    ),
    Column("branch", _("Branch"), kind="branch", within="sector", also=("الفرع",)),
    Column("value_chain", _("Main value chain"), kind="value_chain", example="ARG", also=("filière", "السلسلة")),
    Column("court", _("Court of registration"), cell.short(80), also=("tribunal", "المحكمة")),
    Column("local_reg_no", _("Local register number"), cell.short(30), also=("n° registre local",)),
    Column(
        "registered_on", _("Registered on"), cell.day, example="14/03/2019",
        also=("date d'immatriculation", "date immatriculation", "تاريخ التسجيل"), help=_("27/04/2020 or 2020-04-27."),
    ),
    Column("central_reg_no", _("Central register number (ODCO)"), cell.short(30), also=("n° registre central",)),
    Column(
        "ice", _("ICE"), _identifier(identifiers.parse_ice, digits=15), example="001561191000066",
        help=_("15 digits; format the column as text so that zeros in front are kept."),
    ),
    Column("tax_id", _("Tax number (IF)"), _identifier(identifiers.parse_tax_id), also=("IF", "identifiant fiscal")),
    Column("cnss_no", _("CNSS number"), _identifier(identifiers.parse_cnss_no), also=("CNSS", "affiliation CNSS")),
    Column(
        "rib", _("RIB"), _identifier(identifiers.parse_rib, digits=24),
        help=_("24 digits; format the column as text. It is kept encrypted."), also=("compte bancaire",),
    ),
    Column("legal_category", _("Legal category"), cell.one_of(LegalCategory)),
    Column("management_form", _("Management"), cell.one_of(ManagementForm)),
    Column("capital_subscribed_mad", _("Subscribed capital (MAD)"), cell.amount, also=("capital", "capital souscrit")),
    Column("capital_paid_mad", _("Paid-up capital (MAD)"), cell.amount, also=("capital libéré",)),
    Column("address", _("Douar or address"), cell.short(200), also=("adresse", "siège", "العنوان")),
    Column("rural", _("In a rural area"), cell.yes_or_no, also=("rural", "milieu rural")),
    Column("latitude", _("Latitude"), cell.degrees),
    Column("longitude", _("Longitude"), cell.degrees),
    Column("leader_name", _("President or manager"), cell.short(120), also=("président", "présidente", "gérant")),
    Column("leader_role", _("Function"), cell.short(60)),
    Column("phone", _("Phone"), _identifier(identifiers.parse_phone), example="06 61 23 45 67",
           also=("tél", "الهاتف", "gsm")),
    Column(
        "women_led", _("Led by a woman"), cell.yes_or_no, example="oui", also=("féminine", "dirigée par une femme")
    ),
    Column("youth_led", _("Led by a person of 35 or younger"), cell.yes_or_no, also=("jeune", "dirigée par un jeune")),
    Column("members_total", _("Members"), cell.whole, example="12",
           also=("adhérents", "adhérents actuels", "المنخرطون")),
    Column("women", _("Women"), cell.whole, example="9", also=("femmes", "femmes actuelles", "النساء")),
    Column("youth", _("Young people (18-35)"), cell.whole, also=("jeunes",)),
    Column("graduates", _("Graduates"), cell.whole, also=("jeunes diplômés actuels", "diplômés")),
    Column("disabled", _("People with a disability"), cell.whole, also=("PSH", "psh actuels")),
    Column("counted_on", _("Counted on"), cell.day, help=_("The day of the membership count; today when empty.")),
    Column("consent_public", _("Agrees to be shown publicly"), cell.yes_or_no),
)  # fmt: skip

_COUNTS = ("members_total", "women", "youth", "graduates", "disabled")
_RECORDS = {"sector": Sector, "branch": Sector, "value_chain": ValueChain, "commune": Commune}


class CooperativeSession:
    """What one person may register from one file, and what is already there."""

    def __init__(self, actor: Any, options: Mapping[str, Any]) -> None:
        self.actor, self.options = actor, options
        self._names: dict[tuple[str, str | None], Gazetteer] = {}
        self._records: dict[tuple[str, str], Any] = {}
        self._taken: dict[tuple[str, ...], str] | None = None

    def names(self, kind: str, within: str | None) -> Gazetteer:
        key = (kind, within)
        if key not in self._names:
            self._names[key] = Gazetteer(kind, within)
        return self._names[key]

    def check(self, values: Mapping[str, Any]) -> None:
        """What the act would refuse, and what an earlier row of the same file already holds."""
        province = self._record("province", values["province"])
        if not rules.has_perm("registry.register_cooperative", self.actor, province):
            raise Refused("not_your_territory", province=province, field="province")
        if not (values.get("name_fr") or values.get("name_ar")):
            raise Refused("name_missing", field="name_fr")
        today = timezone.localdate()
        if values.get("registered_on", today) > today:
            raise Refused("registered_in_the_future", field="registered_on")
        if values.get("counted_on", today) > today:
            raise Refused("count_in_the_future", field="counted_on")
        self._check_counts(values)
        self._check_places_and_money(values)
        self._check_taken(values)

    def act(self, values: Mapping[str, Any]) -> Cooperative:
        said = {name: self._said(name, value) for name, value in values.items() if name in services.EDITABLE}
        said.pop("province", None)
        return services.register_cooperative(
            self._record("province", values["province"]),
            actor=self.actor,
            values=said,
            rib=values.get("rib", ""),
            counts={name: values[name] for name in _COUNTS if name in values},
            counted_on=values.get("counted_on"),
            even_if_alike=bool(self.options.get("even_if_alike")),
        )

    def _said(self, name: str, value: Any) -> Any:
        return self._record(name, value) if name in _RECORDS else value

    def _record(self, name: str, code: str) -> Any:
        if (name, code) not in self._records:
            model = {**_RECORDS, "province": Province}[name]
            self._records[name, code] = model._default_manager.get(pk=code)
        return self._records[name, code]

    def _check_counts(self, values: Mapping[str, Any]) -> None:
        total = values.get("members_total")
        parts = [name for name in _COUNTS[1:] if name in values]
        if parts and total is None:
            raise Refused("members_total_missing", field="members_total")
        for name in parts:
            if values[name] > total:
                raise Refused("part_exceeds_total", part=values[name], total=total, field=name)

    def _check_places_and_money(self, values: Mapping[str, Any]) -> None:
        latitude, longitude = values.get("latitude"), values.get("longitude")
        whole = latitude is not None and longitude is not None
        known = latitude is not None or longitude is not None
        if known and not (whole and 20 <= values["latitude"] <= 37 and -18 <= values["longitude"] <= 0):
            raise Refused("position_outside", field="latitude")
        subscribed, paid = values.get("capital_subscribed_mad"), values.get("capital_paid_mad")
        if subscribed is not None and paid is not None and paid > subscribed:
            raise Refused("paid_exceeds_subscribed", field="capital_paid_mad")

    def _check_taken(self, values: Mapping[str, Any]) -> None:
        taken = self._already_taken()
        keys = self._keys(values)
        for field, key in keys:
            if key in taken:
                raise Refused("already_registered", where=taken[key], field=field)
        for _field, key in keys:
            taken[key] = str(values.get("name_fr") or values.get("name_ar"))

    def _keys(self, values: Mapping[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
        """What no two cooperatives share, as (column, key)."""
        keys: list[tuple[str, tuple[str, ...]]] = []
        if values.get("ice"):
            keys.append(("ice", ("ice", values["ice"])))
        if values.get("central_reg_no"):
            keys.append(("central_reg_no", ("central", values["central_reg_no"])))
        if values.get("local_reg_no"):
            keys.append(("local_reg_no", ("local", values.get("court", ""), values["local_reg_no"])))
        if not self.options.get("even_if_alike"):
            name = fold_key(values.get("name_fr") or values.get("name_ar") or "")[:200]
            keys.append(("name_fr", ("name", values["province"], name)))
        return keys

    def _already_taken(self) -> dict[tuple[str, ...], str]:
        """Keys of every registered cooperative → its code; read once for a file."""
        if self._taken is None:
            self._taken = {}
            columns = ("code", "ice", "central_reg_no", "court", "local_reg_no", "province_id", "name_key")
            for code, ice, central, court, local, province, name in Cooperative.objects.values_list(*columns):
                self._taken[("name", province, name)] = code
                if ice:
                    self._taken[("ice", ice)] = code
                if central:
                    self._taken[("central", central)] = code
                if local:
                    self._taken[("local", court, local)] = code
        return self._taken


COOPERATIVES = Spec(
    name="cooperatives",
    title=_("Cooperatives"),
    columns=COLUMNS,
    permission="registry.import_cooperatives",
    session=CooperativeSession,
    options=(
        ("even_if_alike", _("Also register cooperatives whose name is already registered in the province")),
    ),
    list_url="registry:list",
    help=_(
        "One row per cooperative. Each row is registered on its own: one wrong row never blocks the others."
    ),
)
