"""The synthetic cooperatives and applications, entered through the acts of their rooms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from django.utils import timezone

from mourafaka.calls import services as calls
from mourafaka.calls.enums import DocumentState
from mourafaka.calls.models import Application, Call
from mourafaka.cli.demonstration.generator import Place, SyntheticApplication, SyntheticCooperative
from mourafaka.foundations import clock
from mourafaka.people.models import User
from mourafaka.registry import services as registry
from mourafaka.registry.models import Cooperative
from mourafaka.territory.enums import CommuneKind
from mourafaka.territory.models import Commune, Province, Sector, ValueChain

CHECKED_AFTER = timedelta(days=6)
LATE_REASON = "Dossier papier reçu dans les délais, saisi ensuite pour la démonstration."
REJECTIONS = {
    "age": "La coopérative dépasse l’âge fixé par l’appel.",
    "documents": "Un document obligatoire manque malgré la demande de complément.",
    "members": "La coopérative compte moins de cinq membres.",
    "sector": "Le secteur de l’habitat est exclu de cet appel.",
}


class Reference:
    """Territory and sectors by code, read once."""

    def __init__(self, provinces: Iterable[str]) -> None:
        self.provinces: Mapping[str, Province] = Province.objects.in_bulk(list(provinces))
        self.sectors: Mapping[str, Sector] = Sector.objects.in_bulk()
        self.chains: Mapping[str, ValueChain] = ValueChain.objects.in_bulk()
        self.communes: Mapping[str, Commune] = {
            commune.code: commune for commune in Commune.objects.filter(province__in=self.provinces)
        }

    def places(self) -> Iterator[Place]:
        for commune in self.communes.values():
            yield Place(
                code=commune.code,
                province=commune.province_id,
                name_fr=commune.name_fr,
                name_ar=commune.name_ar,
                rural=commune.kind == CommuneKind.RURAL,
                population=commune.population_2024 or 0,
                latitude=commune.seat_latitude or commune.latitude,
                longitude=commune.seat_longitude or commune.longitude,
            )


def register(drawn: SyntheticCooperative, reference: Reference, *, actor: User) -> Cooperative:
    cooperative = registry.register_cooperative(
        reference.provinces[drawn.province],
        actor=actor,
        values={
            **drawn.values,
            "commune": reference.communes[drawn.commune],
            "sector": reference.sectors[drawn.sector],
            "branch": reference.sectors[drawn.branch] if drawn.branch else None,
            "value_chain": reference.chains[drawn.value_chain] if drawn.value_chain else None,
        },
        other_value_chains=[reference.chains[code] for code in drawn.companions],
        synthetic=True,
    )
    registry.record_members(cooperative, actor=actor, as_of=drawn.counted_on, counts=drawn.counts)
    for kind, title in drawn.labels:
        registry.add_label(cooperative, actor=actor, kind=kind, title=title)
    if drawn.other_support is not None:
        programme, year, amount = drawn.other_support
        registry.record_other_support(
            cooperative, actor=actor, programme=programme, year=year, amount_mad=amount
        )
    return cooperative


def apply(drawn: SyntheticApplication, call: Call, cooperative: Cooperative, *, actor: User) -> Application:
    """Enter, complete and submit one application, then say whether it is admissible."""
    application = calls.enter_application(
        call,
        actor=actor,
        cooperative=cooperative,
        sections={**drawn.sections, "language": drawn.language},
    )
    accepted = dict.fromkeys(drawn.documents, DocumentState.ACCEPTED.value)
    calls.set_document_states(application, actor=actor, states=accepted)
    application = calls.submit_application(
        application, actor=actor, received_at=drawn.submitted_at, late_reason=LATE_REASON
    )
    with clock.at(timezone.localdate(drawn.submitted_at) + CHECKED_AFTER):
        if drawn.flaw is None:
            return calls.admit(application, actor=actor)
        return calls.reject(application, actor=actor, reason=REJECTIONS[drawn.flaw])
