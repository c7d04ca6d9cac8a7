"""The proofs a visit has, and what deserves a second look in its report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from mourafaka.coaching.enums import FileKind, Mode, Origin, Outcome, Proof
from mourafaka.coaching.models import ReportFile, Visit, VisitReport
from mourafaka.coaching.queries.days import place_of_cooperative, places_of_cooperatives
from mourafaka.engine import proofs as engine
from mourafaka.foundations.formats import format_number

REPORTS_COMPARED = 300
# What of another report is compared: hundreds are, so values are read and no records made.
COMPARED = (
    "pk",
    "visit",
    "author",
    "visit__enrolment__cooperative",
    "held_on",
    "mode",
    "observations",
    "difficulties",
    "decisions",
)


@dataclass(frozen=True)
class Evidence:
    """What stands behind a visit: `missing` are the proofs it could still have."""

    found: tuple[Proof, ...]
    missing: tuple[Proof, ...]
    disputed: bool = False

    @property
    def independent(self) -> int:
        return engine.independent(self.found)

    @property
    def needed(self) -> int:
        return engine.PROOFS_NEEDED

    @property
    def is_enough(self) -> bool:
        return not self.disputed and engine.is_proved(self.found)


def with_evidence(visits: Any) -> Any:
    """A queryset of visits with all that `evidence_of` reads, in a fixed number of queries."""
    return visits.select_related(
        "report", "confirmation", "enrolment__cooperative__commune", "enrolment__cooperative__province"
    ).prefetch_related("report__files__file", "controls")


def evidence_of(visit: Visit, again: Iterable[str] | None = None) -> Evidence:
    """The proofs of one visit. `again` are fingerprints of photos used in other reports, where known."""
    report = getattr(visit, "report", None)
    answer = getattr(visit, "confirmation", None)
    disputed = answer is not None and answer.took_place is False
    if report is None:
        return Evidence((), tuple(Proof), disputed)
    files = [file for file in report.files.all() if not file.removed]
    found = []
    if answer is not None and answer.took_place:
        found.append(Proof.CONFIRMATION)
    if any(file.kind == FileKind.SHEET for file in files):
        found.append(Proof.SHEET)
    photos = [file for file in files if file.kind == FileKind.PHOTO and file.taken_on == report.held_on]
    if photos:
        used = set(photos_used_again([report]) if again is None else again)
        if any(file.fingerprint not in used for file in photos):
            found.append(Proof.PHOTO)
    if _is_near(report):
        found.append(Proof.PLACE)
    if report.mode == Mode.REMOTE and any(file.kind == FileKind.CALL_LOG for file in files):
        found.append(Proof.CALL_LOG)
    possible = [proof for proof in Proof if proof != Proof.CALL_LOG or report.mode == Mode.REMOTE]
    return Evidence(tuple(found), tuple(proof for proof in possible if proof not in found), disputed)


def evidence_of_many(visits: Sequence[Visit]) -> dict[int, Evidence]:
    """By visit; the visits come from `with_evidence`."""
    reports = [visit.report for visit in visits if hasattr(visit, "report")]
    again = photos_used_again(reports)
    return {visit.pk: evidence_of(visit, again) for visit in visits}


def photos_used_again(reports: Iterable[VisitReport]) -> set[str]:
    """Fingerprints of files of these reports that another report has too."""
    keys = [report.pk for report in reports]
    mine = set(ReportFile.objects.kept().filter(report__in=keys).values_list("fingerprint", "report"))
    used: dict[str, set[int]] = {}
    for fingerprint, report in (
        ReportFile.objects.kept()
        .filter(kind=FileKind.PHOTO, fingerprint__in={fingerprint for fingerprint, _report in mine})
        .values_list("fingerprint", "report")
    ):
        used.setdefault(fingerprint, set()).add(report)
    return {fingerprint for fingerprint, reports_ in used.items() if len(reports_) > 1}


def _is_near(report: VisitReport) -> bool:
    here = report.place
    there = place_of_cooperative(report.visit.enrolment.cooperative) if here else None
    return here is not None and there is not None and engine.kilometres(here, there) <= engine.NEAR_KM


def is_cleared(visit: Visit) -> bool:
    """A control confirmed it: proofs are no longer needed."""
    return any(control.outcome == Outcome.CONFIRMED for control in visit.controls.all())


def is_contradicted(visit: Visit) -> bool:
    return any(control.outcome == Outcome.NOT_CONFIRMED for control in visit.controls.all())


def origins_to_control(evidence: Evidence) -> list[Origin]:
    if evidence.disputed:
        return [Origin.DISPUTED]
    return [] if evidence.is_enough else [Origin.PROOFS]


# --- Hints ---


def hints_of(report: VisitReport) -> list[dict[str, Any]]:
    """What deserves a look, as JSON-able values; compared with the coach's own reports, those made to the same
    cooperative, and photos anywhere."""
    if report.held_on is None:
        return []
    mine = report.files.filter(kind=FileKind.PHOTO, removed=False).order_by("pk")
    photos = tuple(mine.values_list("fingerprint", flat=True))
    again = _reports_with(photos) if photos else {}
    rows = _compared(report, list(again))
    cooperative = report.visit.enrolment.cooperative_id
    # Only visits of one day are held against each other by distance.
    places = places_of_cooperatives({cooperative, *(row[3] for row in rows if row[4] == report.held_on)})
    claim = engine.Claim(
        id=report.visit_id,
        coach=report.author_id,
        cooperative=cooperative,
        held_on=report.held_on,
        remote=report.mode == Mode.REMOTE,
        position=places[cooperative],
        text=report.text,
        photos=photos,
    )
    return [asdict(hint) for hint in engine.hints(claim, _claims(rows, places, again))]


def _reports_with(photos: Sequence[str]) -> Mapping[int, Sequence[str]]:
    """By report, those of these photos it has."""
    found = defaultdict(list)
    shared = ReportFile.objects.kept().filter(kind=FileKind.PHOTO, fingerprint__in=photos)
    for key, fingerprint in shared.order_by("pk").values_list("report", "fingerprint"):
        found[key].append(fingerprint)
    return found


def _compared(report: VisitReport, again: Sequence[int]) -> set[tuple[Any, ...]]:
    """The reports it is compared with, as `COMPARED` values; `again` are those that share a photo with it."""
    told = VisitReport.objects.told().exclude(pk=report.pk)
    near = told.filter(Q(author=report.author_id) | Q(visit__enrolment=report.visit.enrolment_id))
    rows = set(near.order_by("-held_on").values_list(*COMPARED)[:REPORTS_COMPARED])
    return rows.union(told.filter(pk__in=again).values_list(*COMPARED)) if again else rows


def _claims(
    rows: Iterable[tuple[Any, ...]],
    places: Mapping[int, tuple[float, float] | None],
    photos: Mapping[int, Sequence[str]],
) -> list[engine.Claim]:
    return [
        engine.Claim(
            id=visit,
            coach=coach,
            cooperative=cooperative,
            held_on=held_on or date.max,
            remote=mode == Mode.REMOTE,
            position=places.get(cooperative),
            text="\n".join(texts).strip(),
            photos=tuple(photos.get(pk, ())),
        )
        for pk, visit, coach, cooperative, held_on, mode, *texts in rows
    ]


def hints_in_words(reports: Sequence[VisitReport]) -> dict[int, list[str]]:
    """Sentences by report, one query for the visits they name."""
    named = {key for report in reports for hint in report.hints for key in hint["others"]}
    visits = {
        visit.pk: str(visit) for visit in Visit.objects.filter(pk__in=named).select_related("enrolment")
    }
    return {
        report.pk: [
            _sentence(hint, ", ".join(visits.get(key, "?") for key in hint["others"]))
            for hint in report.hints
        ]
        for report in reports
    }


def _sentence(hint: dict[str, Any], others: str) -> str:
    figure = hint["figure"]
    said = {
        "far_apart": _(
            "The same coach reports a visit the same day %(figure)s km away (%(others)s): ask how the day went."
        ),
        "many_in_a_day": _("The same coach reports %(figure)s visits that day (also %(others)s)."),
        "alike": _("The text is %(figure)s %% the same as that of an earlier report (%(others)s)."),
        "photo_again": _("A photo was already used in another report (%(others)s)."),
    }[hint["code"]]
    shown = figure * 100 if hint["code"] == "alike" else figure
    return said % {"figure": format_number(round(shown)), "others": others}
