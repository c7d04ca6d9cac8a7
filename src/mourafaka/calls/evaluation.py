"""Writing what the gates find, for one application or for a whole call; part of the acts that ask for it."""

from __future__ import annotations

from collections.abc import Sequence

from mourafaka.calls import dossiers, gates
from mourafaka.calls.models import Application, EligibilityCheck
from mourafaka.foundations.writing import write


def evaluate(applications: Sequence[Application]) -> None:
    """Write the findings of every gate and whether all hold, for applications of one call."""
    if not applications:
        return
    before = dossiers.checks_of(applications)
    checks: list[EligibilityCheck] = []
    for dossier in dossiers.read(applications):
        application, mine = dossier.application, []
        for gate, finding in gates.evaluate(dossier).items():
            mine.append(_check(application, gate, finding, before.get((application.pk, gate))))
        application.eligible = all(check.holds for check in mine)
        checks += mine
    EligibilityCheck.objects.bulk_create(
        checks,
        update_conflicts=True,
        unique_fields=["application", "gate"],
        update_fields=["passed", "reason_code", "facts", "checked_at", "overridden_by", "override_reason"],
        batch_size=500,
    )
    write(applications, "eligible")


def _check(
    application: Application, gate: str, finding: gates.Finding, before: EligibilityCheck | None
) -> EligibilityCheck:
    check = EligibilityCheck(
        application=application,
        gate=gate,
        passed=finding.passed,
        reason_code=finding.code,
        facts=dict(finding.facts),
    )
    same = before is not None and (before.reason_code, before.facts) == (check.reason_code, check.facts)
    if before is not None and same and not finding.passed:
        check.overridden_by_id, check.override_reason = before.overridden_by_id, before.override_reason
    return check
