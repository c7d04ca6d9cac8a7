"""Votes on an exception."""

from __future__ import annotations

from dataclasses import dataclass

from mourafaka.selection.enums import Vote
from mourafaka.selection.models import (
    ExceptionMotion,
)


@dataclass(frozen=True)
class Tally:
    """Votes on a motion. It is carried by more than half of those present, recused ones counted."""

    votes_for: int
    against: int
    abstentions: int
    present: int

    @property
    def cast(self) -> int:
        return self.votes_for + self.against + self.abstentions

    @property
    def carried(self) -> bool:
        return 2 * self.votes_for > self.present


def tally(motion: ExceptionMotion, present: int) -> Tally:
    given = [each.vote for each in motion.votes.all()]
    return Tally(given.count(Vote.FOR), given.count(Vote.AGAINST), given.count(Vote.ABSTAIN), present)
