"""decide: the published procedure, step by step. promote: the same rules on the seats a withdrawal frees.

1. Ineligible applications stop there, with the gate's reason.
2. Each reading has a total out of 100; the score is their mean, as it is (raw) or less the severity of the
   readers (adjusted), as the basis of the rules says.
3. A mean mark under an eliminatory mark, or a score under the threshold, stops an application.
4. Among the others, the choice of greatest total under the quotas, proven; equal totals are parted by the
   criteria of the tie rule, the earlier submission, the number. If they are fewer than the places, as many
   places are filled as the quotas allow; if they are enough and the quotas forbid to fill the places, the
   rules cannot hold together, and that is the outcome.
5. The reserve, why each of the others was refused, and how far the choice hangs on weights and basis.
"""

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mourafaka.engine.choose import Candidates, Choice, Rules, explain, select, stability
from mourafaka.engine.procedure.assessing import Mark, assess, pending
from mourafaka.engine.procedure.outcome import Assessed, Outcome, Promotion, Refused, Stability
from mourafaka.engine.procedure.reading import (
    Dossier,
    ProcedureError,
    PublishedRules,
    read_dossiers,
    read_reviews,
)
from mourafaka.engine.score import HIGHEST_MARK

Rows = Iterable[Mapping[str, Any]]


def decide(rules: Mapping[str, Any], applications: Rows, reviews: Rows) -> Outcome:
    """The outcome of the rules on these applications and reviews; the order of the rows is indifferent.

    `applications`: number, submitted_at (ISO 8601), eligible, reason, and the columns of the quotas.
    `reviews`: application, reviewer, marks {criterion: mark as text}. Raises ProcedureError, ScoreError or
    ChoiceError, each with a code and facts.
    """
    case = _Case(rules, applications, reviews)
    admitted = case.admitted
    choice = case.fill(admitted) if admitted else None
    solved = choice is not None and choice.status == "optimal"
    chosen, reserve = (choice.chosen, choice.reserve) if choice else ((), ())
    return Outcome(
        status=choice.status if choice else "empty",
        rules_version=case.rules.version,
        basis=case.rules.basis,
        seats=case.rules.seats,
        seats_unfilled=0 if choice and not solved else case.rules.seats - len(chosen),
        objective=choice.objective if choice else None,
        bound=choice.bound if choice else None,
        chosen=chosen,
        reserve=reserve,
        applications=case.assessed(chosen, reserve),
        refused=case.refused(choice),
        pending=tuple(pending(case.rules, case.reviews)),
        calibration=case.calibration,
        stability=case.stability(choice) if choice and solved else None,
        conflicts=choice.conflicts if choice else (),
        relaxation=choice.relaxation if choice else (),
    )


def promote(
    rules: Mapping[str, Any],
    applications: Rows,
    reviews: Rows,
    *,
    chosen: Collection[str],
    withdrawn: Collection[str],
    reserve: Sequence[str] = (),
) -> Promotion:
    """Fill the seats of `withdrawn` under the same rules, everybody else of `chosen` keeping theirs.

    `withdrawn` are all who gave up so far, chosen or waiting. The reserve is asked first; only if the rules
    cannot hold with it alone, everyone above the threshold is.
    """
    case = _Case(rules, applications, reviews)
    for number in [*chosen, *withdrawn, *reserve]:
        if number not in case.marks:
            raise ProcedureError("not_a_candidate", application=number)
    gone = set(withdrawn)
    kept = sorted(set(chosen) - gone)
    everyone = {mark.dossier.number for mark in case.admitted}
    found = case.fill_from({*reserve, *kept} - gone, kept)
    from_reserve = found.status == "optimal" and len(found.chosen) == case.rules.seats
    if not from_reserve:
        wider = case.fill_from(({*reserve, *kept} | everyone) - gone, kept)
        from_reserve = found.status == "optimal" and len(found.chosen) >= len(wider.chosen)
        found = found if from_reserve else wider
    return Promotion(
        status=found.status,
        chosen=found.chosen,
        promoted=tuple(number for number in found.chosen if number not in kept),
        withdrawn=tuple(sorted(withdrawn)),
        reserve=tuple(number for number in reserve if number not in {*found.chosen, *withdrawn}),
        from_reserve=from_reserve,
        seats_unfilled=case.rules.seats - len(found.chosen) if found.status == "optimal" else 0,
        conflicts=found.conflicts,
        relaxation=found.relaxation,
    )


class _Case:
    """The data of one procedure, read and marked."""

    def __init__(self, rules: Mapping[str, Any], applications: Rows, reviews: Rows) -> None:
        self.rules = PublishedRules.of(rules)
        self.dossiers: dict[str, Dossier] = read_dossiers(applications)
        for quota in self.rules.quotas:
            for dossier in self.dossiers.values():
                if quota.column not in dossier.columns:
                    raise ProcedureError("column_missing", column=quota.column, application=dossier.number)
        self.reviews = read_reviews(reviews, self.dossiers, self.rules.grid)
        marks, self.calibration = assess(self.rules, self.dossiers, self.reviews)
        self.marks = {mark.dossier.number: mark for mark in marks}
        self.admitted = [m for m in marks if not m.to_lift and m.score >= self.rules.threshold]

    def choosing(self, seats: int) -> Rules:
        """The rules of the choice, on that many seats."""
        return Rules(
            seats=seats,
            quotas=self.rules.quotas,
            reserve=self.rules.reserve,
            ties=(*self.rules.ties, "-submitted_at"),
        )

    def fill(self, marks: Sequence[Mark], kept: Sequence[str] = ()) -> Choice:
        """The choice among `marks`. Only when they are fewer than the seats may seats stay empty.

        Then as many as the other rules allow are filled; if they allow none, the conflict is that of the most.
        """
        candidates = self.candidates(marks)
        most = min(self.rules.seats, len(marks))
        first = select(candidates, self.choosing(most), keep=kept)
        if first.status == "optimal" or len(marks) >= self.rules.seats:
            return first
        for seats in range(most - 1, max(len(kept), 1) - 1, -1):
            found = select(candidates, self.choosing(seats), keep=kept)
            if found.status == "optimal":
                return found
        return first

    def fill_from(self, numbers: Collection[str], kept: Sequence[str]) -> Choice:
        """The choice among these applications, some of whom keep their seat."""
        if not numbers:
            return Choice("optimal", objective=Decimal(0), bound=Decimal(0))
        return self.fill([self.marks[number] for number in sorted(numbers)], kept)

    def candidates(self, marks: Sequence[Mark]) -> Candidates:
        columns = {
            quota.column: [mark.dossier.columns[quota.column] for mark in marks]
            for quota in self.rules.quotas
        }
        columns |= {code: [str(mark.criteria[code]) for mark in marks] for code in self.rules.ties}
        columns["submitted_at"] = [str(_microseconds(mark.dossier)) for mark in marks]
        return Candidates([m.dossier.number for m in marks], [mark.score for mark in marks], columns)

    def assessed(self, chosen: Collection[str], reserve: Collection[str]) -> tuple[Assessed, ...]:
        raw, adjusted = self._ranks("raw"), self._ranks("adjusted")
        return tuple(
            Assessed(
                number=number,
                readings=mark.readings,
                raw=mark.raw,
                adjusted=mark.adjusted,
                score=mark.score,
                spread=mark.spread,
                criteria=mark.criteria,
                raw_rank=raw[number],
                adjusted_rank=adjusted[number],
                component=mark.component,
                standing="chosen" if number in chosen else "reserve" if number in reserve else "refused",
            )
            for number, mark in self.marks.items()
        )

    def refused(self, choice: Choice | None) -> tuple[Refused, ...]:
        """Everybody who was not chosen: in the order of publication, then the ineligible by number."""
        ranks = self._ranks(self.rules.basis)
        found = [replace(refusal, rank=ranks[refusal.number]) for refusal in self._refused_on_merit(choice)]
        found.sort(key=lambda refusal: ranks[refusal.number])
        found += [
            Refused(number, "eligibility", "eligibility", reason=dossier.reason)
            for number, dossier in self.dossiers.items()
            if not dossier.eligible
        ]
        return tuple(found)

    def stability(self, choice: Choice) -> Stability:
        """The chosen under perturbed weights (each multiplied by 1 ± spread, then brought back to 100)."""
        candidates, rules = self.candidates(self.admitted), self.choosing(len(choice.chosen))
        scenarios = self._perturbed_scores()
        other = [m.raw if self.rules.basis == "adjusted" else m.adjusted for m in self.admitted]
        return Stability(
            scenarios=len(scenarios),
            share=stability(candidates, rules, choice, scenarios),
            stays_on_other_basis={
                number: bool(share) for number, share in stability(candidates, rules, choice, [other]).items()
            },
        )

    def _ranks(self, basis: str) -> dict[str, int]:
        by_order = sorted(
            self.marks.values(),
            key=lambda mark: mark.order(self.rules.ties, mark.raw if basis == "raw" else mark.adjusted),
        )
        return {mark.dossier.number: rank for rank, mark in enumerate(by_order, start=1)}

    def _refused_on_merit(self, choice: Choice | None) -> list[Refused]:
        admitted = {mark.dossier.number for mark in self.admitted}
        found = self._refused_by_choice(choice) if choice and choice.status == "optimal" else []
        doors: dict[tuple[str, ...], _Door] = {}
        for number, mark in self.marks.items():
            if number in admitted:
                continue
            kind = tuple(mark.dossier.columns[quota.column] for quota in self.rules.quotas)
            if kind not in doors:
                doors[kind] = self._door(mark, choice)
            found.append(self._refused_before_choice(mark, doors[kind]))
        return found

    def _refused_by_choice(self, choice: Choice) -> list[Refused]:
        candidates, rules = self.candidates(self.admitted), self.choosing(len(choice.chosen))
        return [
            Refused(
                number=refusal.id,
                stage="choice",
                rule=str(refusal.rule),
                score=(score := self.marks[refusal.id].score),
                cutoff=refusal.cutoff,
                needed=refusal.needed,
                gap=None if refusal.needed is None else refusal.needed - score,
                instead_of=refusal.instead_of,
            )
            for refusal in explain(candidates, rules, choice)
        ]

    def _door(self, mark: Mark, choice: Choice | None) -> "_Door":
        """What the choice would ask of one more candidate like this one, whatever its own score.

        The cutoff does not hang on the candidate's own score, so it holds for all of the same columns.
        """
        if choice is not None and choice.status != "optimal":
            return _Door(open=False)
        candidates, name = self.candidates([*self.admitted, mark]), mark.dossier.number
        filled = len(choice.chosen) if choice else 0
        if filled < self.rules.seats:
            exactly = len(candidates) == self.rules.seats  # then every seat must be filled, by all of them
            wider = select(
                candidates, self.choosing(self.rules.seats if exactly else filled + 1), keep=[name]
            )
            if wider.status == "optimal" or choice is None or exactly:
                return _Door(open=wider.status == "optimal")
        found = explain(candidates, self.choosing(filled), choice, only=[name])[0] if choice else None
        if found is None or found.needed is None:
            return _Door(open=False)
        return _Door(True, found.cutoff, found.needed, found.instead_of)

    def _refused_before_choice(self, mark: Mark, door: "_Door") -> Refused:
        needed = max(self.rules.threshold, door.needed) if door.open else None
        return Refused(
            number=mark.dossier.number,
            stage="eliminatory" if mark.to_lift else "threshold",
            rule=f"{mark.to_lift[0].criterion} eliminatory" if mark.to_lift else "threshold",
            score=mark.score,
            cutoff=door.cutoff,
            needed=needed,
            gap=None if needed is None else max(Decimal(0), needed - mark.score),
            changes=mark.to_lift,
            instead_of=door.instead_of,
        )

    def _perturbed_scores(self) -> list[NDArray[np.int64]]:
        """Scores of the admitted in 1/10,000 point per scenario, in integers: the same on every machine."""
        told = self.rules.stability
        chance = random.Random(told["seed"])  # noqa: S311  a published draw, not a secret
        grid, spread = self.rules.grid, 10 * told["spread_percent"]
        marks = np.array(
            [[int(mark.criteria[code].scaleb(4)) for code in grid.codes] for mark in self.admitted],
            dtype=np.int64,
        )
        adjusted = self.rules.basis == "adjusted"
        severity = [int(mark.severity_met.scaleb(4)) if adjusted else 0 for mark in self.admitted]
        weights = [int(criterion.weight.scaleb(4)) for criterion in grid.criteria]
        scenarios = []
        for _ in range(told["scenarios"]):
            changed = [w * (1000 - spread + int(chance.random() * (2 * spread + 1))) for w in weights]
            points = marks @ np.array(changed, dtype=np.int64) * 100 // (int(HIGHEST_MARK) * sum(changed))
            scenarios.append(points - np.array(severity, dtype=np.int64))
        return scenarios


@dataclass(frozen=True)
class _Door:
    """What the choice asks of a candidate: nothing more than the threshold when `needed` is 0."""

    open: bool
    cutoff: Decimal | None = None
    needed: Decimal = Decimal(0)
    instead_of: tuple[str, ...] = ()


def _microseconds(dossier: Dossier) -> int:
    """Microseconds since 1970, exact: what the tie rule compares."""
    moment = dossier.submitted_at
    return int(moment.replace(microsecond=0).timestamp()) * 1_000_000 + moment.microsecond
