"""Tables: plans and their actions, what the cooperative agreed with, progress, rules of a cohort, the library."""

from .actions import ActionProgress, PlanAction
from .library import ActionLibrary
from .plan import AgreementCode, Plan, PlanRules

__all__ = ["ActionLibrary", "ActionProgress", "AgreementCode", "Plan", "PlanAction", "PlanRules"]
