"""The paper a cooperative signs at the counter: what was typed for it, as it stands."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from mourafaka.applying.models import Draft
from mourafaka.applying.queries.drafts import check
from mourafaka.foundations import clock
from mourafaka.foundations.documents import render_pdf
from mourafaka.foundations.formats import format_date


def confirmation_pdf(draft: Draft) -> bytes:
    language = draft.language if draft.language in dict(settings.LANGUAGES) else "fr"
    with translation.override(language):
        data = _data(draft)
    return render_pdf("applying/paper.typ", data, language=language, at=draft.saved_at)


def _data(draft: Draft) -> dict[str, object]:
    reference = f"{draft.code} / {draft.version}"
    return {
        "title": _("Confirmation of an application"),
        "house": {
            "name": "Mourafaka",
            "tifinagh": "ⵎⵓⵔⴰⴼⴰⵇⴰ",
            "line": _("Programme for new cooperatives"),
            "at-right": [reference, format_date(clock.today())],
            "foot": reference,
            "page": _("Page"),
            "synthetic": _("Synthetic data: nothing here describes a real cooperative.")
            if draft.call.cohort.synthetic
            else "",
        },
        "lead": _("Call: %(call)s. Read what was typed for you; sign only if it is right.")
        % {"call": draft.call.title},
        "parts": [
            {
                "title": str(part.section.title),
                "lines": [
                    *([answer.label, answer.words or "–"] for answer in part.answers),
                    *([str(line.kind), line.words] for line in part.documents),
                ],
            }
            for part in check(draft)
        ],
        "declaration": _(
            "I confirm that these answers are those of the cooperative and ask the agency to lodge them. I follow the"
            " application from the phone number written above."
        ),
        "signatures": [_("Name and signature, for the cooperative"), _("Name and signature of the agent")],
    }
