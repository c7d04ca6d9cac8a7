"""The words of the agreement, in the active language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations.formats import format_date
from mourafaka.registry.models import Cooperative
from mourafaka.selection.services.papers import house

VISITS = 12  # without contract


def agreement_data(enrolment: Enrolment, at: datetime) -> dict[str, Any]:
    """What `agreement.typ` writes: parties, articles, signature boxes."""
    cooperative = enrolment.cooperative
    return {
        "title": _("Agreement of accompaniment"),
        "house": house(
            enrolment.application.call,
            _("Agreement of accompaniment · %(number)s") % {"number": enrolment.number},
            [enrolment.number, format_date(at)],
        ),
        "between": _("Between"),
        "parties": _parties(enrolment, cooperative),
        "articles": [
            {"title": f"{number}. {title}", "opening": opening, "items": items}
            for number, (title, opening, items) in enumerate(_articles(enrolment), start=1)
        ],
        "facts": _dates(enrolment),
        "signatures": {
            "title": _("Signatures"),
            "opening": _("Made in two copies, one for each party."),
            "boxes": [
                [_("For the programme"), _("Name and function, date, signature and stamp")],
                [_("For the cooperative"), _("Name and function, date, signature and stamp")],
            ],
        },
    }


def _parties(enrolment: Enrolment, cooperative: Cooperative) -> list[list[str]]:
    region = cooperative.province.region.name
    parties = [
        [
            _("The programme"),
            _("Mourafaka, %(cohort)s, represented by the regional delegation of %(region)s")
            % {"cohort": enrolment.cohort.name, "region": region},
        ],
        [_("The cooperative"), _described(cooperative)],
    ]
    if enrolment.contract is not None:
        parties.append(
            [
                _("In charge of the visits"),
                _("%(provider)s, under the contract %(contract)s")
                % {"provider": enrolment.contract.provider.name, "contract": enrolment.contract.reference},
            ]
        )
    return parties


def _described(cooperative: Cooperative) -> str:
    known = [f"{cooperative.name} ({cooperative.code})"]
    if cooperative.local_reg_no:
        known.append(
            _("local register no. %(number)s, court of %(court)s")
            % {"number": cooperative.local_reg_no, "court": cooperative.court or "…"}
        )
    known.append(cooperative.province.name)
    leader = cooperative.leader_name or "……………………"
    known.append(_("represented by %(name)s") % {"name": leader})
    return ", ".join(known)


def _dates(enrolment: Enrolment) -> list[list[str]]:
    return [
        [_("Beginning of the service (M0)"), format_date(enrolment.service_starts_on)],
        [_("End of the service"), format_date(enrolment.service_ends_on)],
        [_("File number"), enrolment.number],
    ]


def _articles(enrolment: Enrolment) -> list[tuple[str, str, list[str]]]:
    visits = enrolment.contract.visits if enrolment.contract else VISITS
    return [
        (
            _("Purpose"),
            _(
                "The programme accompanies the cooperative until the end of the service, so that it manages itself "
                "well, produces better, sells more and measures its own progress. The service is free of charge."
            ),
            [],
        ),
        (_("What the programme provides"), "", _provided(visits)),
        (_("What the cooperative undertakes"), "", _undertaken_by_the_cooperative(visits)),
        (_("What the programme undertakes"), "", _undertaken_by_the_programme()),
        (
            _("Suspension and end"),
            _(
                "Either party may suspend or end the accompaniment in writing, with its reason. The programme may "
                "exclude a cooperative that no longer answers or whose figures prove to be knowingly false, after "
                "hearing it."
            ),
            [],
        ),
        (
            _("Personal data"),
            _(
                "The programme processes what this agreement makes necessary, and no more, under law 09-08 on the "
                "protection of individuals with regard to the processing of personal data. Each person may ask the "
                "regional delegation to see, correct or oppose the use of what concerns them, and may turn to the "
                "national commission (CNDP). Nothing that names the cooperative is published without its consent."
            ),
            [],
        ),
    ]


def _provided(visits: int) -> list[str]:
    return [
        _("A strategic diagnosis, repeated halfway and at the end, whose results belong to the cooperative."),
        _("A development plan drawn from the diagnosis and agreed with the cooperative."),
        _("Group training of its managers, with a certificate for whoever attends."),
        _("%(visits)s individual visits to carry out the plan, each with a written report.")
        % {"visits": visits},
    ]


def _undertaken_by_the_cooperative(visits: int) -> list[str]:
    return [
        _("To send its managers to the training sessions, and always the same ones where it can."),
        _("To receive the %(visits)s visits, to confirm each one, and to warn in good time when it cannot.")
        % {"visits": visits},
        _("To tell its figures sincerely: members, jobs, production, turnover; “not known” is an answer."),
        _("To carry out the actions of its plan that depend on it."),
        _("To say at once when it changes its managers, stops its activity or joins another programme."),
    ]


def _undertaken_by_the_programme() -> list[str]:
    return [
        _(
            "To plan the visits with the cooperative and to take its season, its feasts and its distance "
            "into account."
        ),
        _(
            "To name a coach who speaks its language and has no interest in it, and to replace them if needed."
        ),
        _("To hand over every document written about it: diagnosis, plan, reports, certificates."),
        _("To ask for nothing in return, in money or in kind: whoever does so breaks this agreement."),
    ]
