"""The draft plan: against plans argued by hand from the rules, and on any answers whatever."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mourafaka.engine.planning import (
    AXES,
    Draft,
    PlanningError,
    Question,
    Rules,
    Template,
    advancement,
    draft,
    rank,
)

GOLDEN = sorted(Path(__file__).with_name("golden_plans").glob("*.json"))


def data_of(room: str, name: str) -> Any:
    return json.loads(resources.files(f"mourafaka.{room}").joinpath(f"data/{name}.json").read_text("utf-8"))


def instrument() -> tuple[Question, ...]:
    data = data_of("diagnosis", "diag_coop_v1")
    weights = {line["code"]: Decimal(line["weight"]) for line in data["dimensions"]}
    return tuple(
        Question(line["code"], weights[line["dimension"]], bool(line["critical"]))
        for line in data["questions"]
    )


def library() -> tuple[Template, ...]:
    return tuple(
        Template(
            code=line["code"],
            axis=line["axis"],
            questions=tuple(line["questions"]),
            lowest=line["lowest"],
            highest=line["highest"],
            lifts_to=line["lifts_to"],
            months=line["months"],
            programme_mad=Decimal(line["cost_mad"]["programme"]),
        )
        for line in data_of("plans", "actions_v1")["actions"]
    )


QUESTIONS, LIBRARY = instrument(), library()


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_case_gives_the_plan_argued_by_hand(path: Path) -> None:
    case = json.loads(path.read_text())
    answers = {question.code: case["default"] for question in QUESTIONS} | case["answers"]
    ceiling = case["rules"].get("programme_ceiling_mad")
    rules = Rules(**{**case["rules"], "programme_ceiling_mad": Decimal(ceiling) if ceiling else None})

    found = draft(QUESTIONS, answers, LIBRARY, rules)

    assert [
        {
            "template": action.template,
            "questions": [gap.question for gap in action.gaps],
            "priority": action.priority,
            "starts_month": action.starts_month,
            "due_month": action.due_month,
        }
        for action in found.actions
    ] == case["actions"]
    assert [[left.gap.question, left.why] for left in found.left_out] == case["left_out"]


ANSWERS = st.fixed_dictionaries(
    {question.code: st.one_of(st.none(), st.integers(0, 4)) for question in QUESTIONS}
)
LIMITS = st.builds(
    Rules,
    max_actions=st.integers(1, 12),
    at_once=st.integers(1, 6),
    first_month=st.integers(1, 24),
    programme_ceiling_mad=st.one_of(st.none(), st.integers(0, 90000).map(Decimal)),
)


def flags(answers: dict[str, int | None]) -> set[str]:
    return {gap.question for gap in rank(QUESTIONS, answers) if gap.red_flag}


def taken(found: Draft) -> list[str]:
    return [gap.question for action in found.actions for gap in action.gaps]


@settings(max_examples=60, deadline=None)
@given(ANSWERS)
def test_every_red_flag_has_an_action(answers: dict[str, int | None]) -> None:
    assert flags(answers) <= set(taken(draft(QUESTIONS, answers, LIBRARY)))


@settings(max_examples=60, deadline=None)
@given(ANSWERS, LIMITS)
def test_a_gap_is_either_in_one_action_or_left_out_with_its_reason(
    answers: dict[str, int | None], rules: Rules
) -> None:
    found = draft(QUESTIONS, answers, LIBRARY, rules)

    told = Counter([*taken(found), *(left.gap.question for left in found.left_out)])
    assert told == Counter(gap.question for gap in rank(QUESTIONS, answers) if gap.score < 3)


@settings(max_examples=60, deadline=None)
@given(ANSWERS, LIMITS)
def test_actions_stay_within_the_months_and_the_number_allowed(
    answers: dict[str, int | None], rules: Rules
) -> None:
    found = draft(QUESTIONS, answers, LIBRARY, rules)

    assert len(found.actions) <= rules.max_actions
    assert all(rules.first_month <= a.starts_month <= a.due_month <= 24 for a in found.actions)


@settings(max_examples=60, deadline=None)
@given(ANSWERS, LIMITS)
def test_only_red_flags_may_crowd_a_month(answers: dict[str, int | None], rules: Rules) -> None:
    found = draft(QUESTIONS, answers, LIBRARY, rules)
    urgent = sum(action.priority == 1 for action in found.actions)

    load = Counter(m for a in found.actions for m in range(a.starts_month, a.due_month + 1))
    assert max(load.values(), default=0) <= max(rules.at_once, urgent)


@settings(max_examples=60, deadline=None)
@given(ANSWERS, LIMITS)
def test_only_red_flags_may_pass_the_ceiling(answers: dict[str, int | None], rules: Rules) -> None:
    found = draft(QUESTIONS, answers, LIBRARY, rules)
    ceiling = rules.programme_ceiling_mad
    urgent = sum((a.programme_mad for a in found.actions if a.priority == 1), Decimal(0))

    assert ceiling is None or found.programme_mad <= max(ceiling, urgent)


@settings(max_examples=30, deadline=None)
@given(ANSWERS, LIMITS, st.randoms())
def test_the_order_of_the_library_changes_nothing(
    answers: dict[str, int | None], rules: Rules, random: Any
) -> None:
    shuffled = list(LIBRARY)
    random.shuffle(shuffled)

    assert draft(QUESTIONS, answers, shuffled, rules) == draft(QUESTIONS, answers, LIBRARY, rules)


def test_each_axis_with_a_gap_has_an_action_when_there_is_place() -> None:
    answers = {question.code: 3 for question in QUESTIONS} | {"GOV1": 0, "ESE2": 2, "MAR5": 2, "PRO6": 2}

    assert {action.axis for action in draft(QUESTIONS, answers, LIBRARY).actions} == set(AXES)


def test_the_priority_of_a_gap_is_weight_times_what_is_missing_doubled_when_critical() -> None:
    gaps = rank(QUESTIONS, {"GOV1": 1, "GOV3": 1, "MAR1": 3})

    assert [(gap.question, gap.priority) for gap in gaps] == [
        ("GOV1", Decimal(90)),
        ("GOV3", Decimal(45)),
        ("MAR1", Decimal(36)),
    ]


def test_a_red_flag_above_the_ceiling_is_kept_and_the_excess_told() -> None:
    answers = {question.code: 3 for question in QUESTIONS} | {"PRO2": 0, "PRO3": 0}

    found = draft(QUESTIONS, answers, LIBRARY, Rules(programme_ceiling_mad=Decimal(30000)))

    assert ([a.template for a in found.actions], found.excess_mad) == (["PRO-NORME"], Decimal(15000))


def test_every_question_has_an_action_for_each_answer_below_three() -> None:
    without = [
        (question.code, score)
        for question in QUESTIONS
        for score in (0, 1, 2)
        if not any(
            question.code in template.questions and template.lowest <= score <= template.highest
            for template in LIBRARY
        )
    ]

    assert without == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"axis": "sport"}, "unknown_axis"),
        ({"questions": ()}, "template_without_question"),
        ({"lowest": 2, "highest": 1}, "levels_out_of_order"),
        ({"lifts_to": 2}, "levels_out_of_order"),
        ({"months": 0}, "template_without_duration"),
    ],
)
def test_a_template_that_does_not_hold_is_refused(change: dict[str, Any], code: str) -> None:
    sound = {"code": "X", "axis": "social", "questions": ("RH1",), "highest": 2, "months": 3}

    with pytest.raises(PlanningError) as refused:
        Template(**{**sound, **change})
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"max_actions": 0}, "rules_without_room"),
        ({"at_once": 0}, "rules_without_room"),
        ({"first_month": 25}, "months_out_of_order"),
    ],
)
def test_rules_that_do_not_hold_are_refused(limits: dict[str, int], code: str) -> None:
    with pytest.raises(PlanningError) as refused:
        Rules(**limits)
    assert refused.value.code == code


def test_the_progress_of_a_plan_is_the_mean_of_its_actions_less_the_cancelled() -> None:
    found = advancement([("done", 100), ("in_progress", 50), ("planned", 0), ("cancelled", 80)])

    assert (found.progress, found.done, found.counted, found.done_share) == (
        Decimal("50.0"),
        1,
        3,
        Decimal("33.3"),
    )
