"""The tables of the register."""

from mourafaka.registry.models.cooperatives import (
    CodeSequence,
    Cooperative,
    CooperativeContact,
    CooperativeQuerySet,
)
from mourafaka.registry.models.members import MemberStat
from mourafaka.registry.models.standing import Label, OtherSupport

__all__ = [
    "CodeSequence",
    "Cooperative",
    "CooperativeContact",
    "CooperativeQuerySet",
    "Label",
    "MemberStat",
    "OtherSupport",
]
