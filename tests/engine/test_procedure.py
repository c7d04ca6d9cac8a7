import json
import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mourafaka.engine.choose import ChoiceError
from mourafaka.engine.procedure import ProcedureError, decide, promote
from mourafaka.engine.score import ScoreError

RULES = {
    "version": 2,
    "seats": 2,
    "basis": "raw",
    "grid": [
        {"code": "C1", "weight": 50, "eliminatory_below": "2"},
        {"code": "C2", "weight": 30, "eliminatory_below": None},
        {"code": "C7", "weight": 20, "eliminatory_below": None},
    ],
    "threshold": "50",
    "readings": 2,
    "third_reading": {"criterion_gap": "2", "total_gap": "20"},
    "quotas": [],
    "reserve_share": "0.5",
    "ties": ["C7", "C2"],
    "stability": {"seed": 1, "scenarios": 10, "spread_percent": 20},
}


def application(number, **facts):
    row = {"number": number, "province": "p1", "submitted_at": "2020-03-01T10:00:00+01:00", "eligible": True}
    return row | facts


def readings(number, *rows, reviewers="rstuv"):
    return [
        {
            "application": number,
            "reviewer": reviewer,
            "marks": dict(zip(("C1", "C2", "C7"), row, strict=False)),
        }
        for reviewer, row in zip(reviewers, rows, strict=False)
    ]


def case(marks, **facts):
    """One application per entry, read twice with the same marks."""
    rows = [application(number, **facts.get(number, {})) for number in marks]
    reviews = [review for number, row in marks.items() for review in readings(number, row, row)]
    return rows, reviews


def refusal(outcome, number):
    return next(found for found in outcome.refused if found.number == number)


def test_the_best_scores_are_chosen_best_first():
    outcome = decide(RULES, *case({"a": "333", "b": "555", "c": "444"}))

    assert outcome.chosen == ("b", "c")
    assert outcome.objective == outcome.bound == Decimal(180)


def test_the_raw_score_is_the_mean_of_the_totals():
    rows = [application("a"), application("b")]

    outcome = decide(RULES, rows, readings("a", "543", "444") + readings("b", "333", "333"))

    assert outcome.applications[0].raw == Decimal("83.0000")
    assert outcome.applications[0].spread == Decimal("6.0000")


def test_an_ineligible_application_stops_with_the_reason_of_its_gate():
    rows, reviews = case({"a": "555", "b": "444"}, a={"eligible": False, "reason": "too old"})

    outcome = decide(RULES, rows, reviews)

    assert outcome.chosen == ("b",)
    assert (refusal(outcome, "a").stage, refusal(outcome, "a").reason) == ("eligibility", "too old")


def test_an_eliminatory_mark_stops_a_high_score_and_says_what_to_lift():
    outcome = decide(RULES, *case({"a": "155", "b": "444", "c": "333"}))

    found = refusal(outcome, "a")
    assert (found.stage, found.rule) == ("eliminatory", "C1 eliminatory")
    assert [(change.criterion, change.mean, change.to) for change in found.changes] == [("C1", 1, 2)]


def test_a_mean_exactly_at_the_eliminatory_mark_passes():
    rows = [application("a"), application("b")]

    outcome = decide(RULES, rows, readings("a", "155", "355") + readings("b", "444", "444"))

    assert "a" in outcome.chosen


def test_a_score_at_the_threshold_passes_and_one_just_under_does_not():
    rules = RULES | {"threshold": "60"}

    outcome = decide(rules, *case({"a": "333", "b": ("3", "3", "2.9")}))

    assert outcome.chosen == ("a",)
    assert (refusal(outcome, "b").stage, refusal(outcome, "b").gap) == ("threshold", Decimal("0.4"))


def test_places_that_those_above_the_threshold_are_too_few_to_fill_stay_empty():
    outcome = decide(RULES | {"seats": 5}, *case({"a": "444", "b": "333", "c": "222"}))

    assert (outcome.chosen, outcome.seats_unfilled) == (("a", "b"), 3)


def test_nobody_above_the_threshold_leaves_an_empty_outcome():
    outcome = decide(RULES, *case({"a": "222", "b": "211"}))

    assert (outcome.status, outcome.chosen, len(outcome.refused)) == ("empty", (), 2)


@pytest.mark.parametrize(
    ("marks", "facts", "winner"),
    [
        ({"a": ("4", "4", "2"), "b": ("4", "2", "5")}, {}, "b"),  # 72 each: the higher C7
        ({"a": "444", "b": "444"}, {"b": {"submitted_at": "2020-02-01T10:00:00+01:00"}}, "b"),
        ({"a": "444", "b": "444"}, {"a": {"submitted_at": "2020-03-01T09:30:00+00:00"}}, "b"),
        ({"b": "444", "a": "444"}, {}, "a"),
    ],
)
def test_equal_scores_are_parted_by_c7_then_the_earlier_instant_then_the_number(marks, facts, winner):
    outcome = decide(RULES | {"seats": 1}, *case(marks, **facts))

    assert outcome.chosen == (winner,)


def test_a_refusal_by_the_tie_rule_says_so_and_misses_the_least_step():
    outcome = decide(RULES | {"seats": 1}, *case({"a": "444", "b": "444"}))

    found = refusal(outcome, "b")
    assert (found.rule, found.cutoff, found.gap) == ("ties", Decimal(80), Decimal("0.0001"))


def test_a_full_province_is_the_rule_that_bound():
    quotas = [
        {"column": "province", "value": "p1", "max": 1},
        {"column": "sector", "value": "argan", "max": 2},
    ]
    facts = {"a": {"sector": "argan"}, "b": {"sector": "miel"}, "c": {"province": "p2", "sector": "miel"}}

    outcome = decide(RULES | {"quotas": quotas}, *case({"a": "555", "b": "444", "c": "333"}, **facts))

    found = refusal(outcome, "b")
    assert outcome.chosen == ("a", "c")
    assert (found.rule, found.cutoff, found.instead_of) == ("province=p1 max 1", Decimal(100), ("a",))


def test_what_a_refused_one_needs_is_enough_when_it_has_it():
    marks = {"a": "555", "b": "444", "c": ("3", "3", "4"), "d": "223"}
    outcome = decide(RULES, *case(marks))
    needed = {found.number: found.needed for found in outcome.refused}

    assert needed == {"c": Decimal("80.0001"), "d": Decimal("80.0001")}
    for number in needed:
        better = marks | {number: ("4", "4", "4.01")}
        assert number in decide(RULES, *case(better)).chosen


def test_a_place_left_empty_asks_only_for_the_threshold():
    outcome = decide(RULES | {"seats": 3}, *case({"a": "555", "b": "444", "c": "222"}))

    found = refusal(outcome, "c")
    assert (found.cutoff, found.needed, found.gap) == (None, Decimal(50), Decimal(10))


def test_a_full_province_asks_to_beat_its_holder_even_when_places_stay_empty():
    rules = RULES | {"seats": 4, "quotas": [{"column": "province", "value": "p1", "max": 1}]}

    outcome = decide(rules, *case({"a": "444", "b": "333", "c": "222"}))

    assert (outcome.chosen, outcome.seats_unfilled) == (("a",), 3)
    assert [refusal(outcome, number).needed for number in "bc"] == [Decimal("80.0001")] * 2


def test_enough_applications_that_the_quotas_forbid_to_seat_are_rules_that_cannot_hold():
    rules = RULES | {"seats": 3, "quotas": [{"column": "province", "value": "p1", "max": 1}]}

    outcome = decide(rules, *case({"a": "444", "b": "333", "c": "433"}))

    assert (outcome.status, outcome.seats_unfilled) == ("infeasible", 0)


def test_a_province_without_places_is_shut_at_any_score():
    rules = RULES | {"quotas": [{"column": "province", "value": "p2", "max": 0}]}

    outcome = decide(rules, *case({"a": "444", "b": "333", "c": "555"}, c={"province": "p2"}))

    assert refusal(outcome, "c").needed is None


def test_rules_that_cannot_hold_together_are_named_with_their_relaxation():
    rules = RULES | {"quotas": [{"column": "province", "value": "p2", "min": 1}]}

    outcome = decide(rules, *case({"a": "555", "b": "444"}))

    assert (outcome.status, outcome.chosen) == ("infeasible", ())
    assert "province=p2 min 1" in json.dumps(outcome.to_json()["conflicts"])


def test_the_reserve_takes_the_next_ones():
    outcome = decide(RULES, *case({"a": "555", "b": "444", "c": "433", "d": "333"}))

    assert outcome.reserve == ("c",)
    assert {line.number: line.standing for line in outcome.applications}["c"] == "reserve"


def test_adjusted_is_raw_less_the_published_severities():
    rows, reviews = severe_case()

    outcome = decide(RULES | {"basis": "adjusted", "seats": 10}, rows, reviews)

    severity = outcome.calibration.severity
    for line in outcome.applications:
        readers = [r["reviewer"] for r in reviews if r["application"] == line.number]
        met = sum((severity[name] for name in readers), Decimal(0)) / len(readers)
        assert abs(line.raw - met - line.adjusted) <= Decimal("0.0001")


def test_the_basis_decides_which_of_the_two_scores_counts():
    rows, reviews = severe_case()

    outcome = decide(RULES | {"basis": "adjusted", "seats": 10}, rows, reviews)

    assert all(line.score == line.adjusted for line in outcome.applications)
    assert any(line.raw_rank != line.adjusted_rank for line in outcome.applications)


def test_two_readings_far_apart_leave_a_third_one_pending():
    rows = [application("a"), application("b")]

    outcome = decide(RULES, rows, readings("a", "533", "333") + readings("b", "444", "444"))

    assert [(owed.number, owed.kind, owed.criteria, owed.total_gap) for owed in outcome.pending] == [
        ("a", "third_reading", ("C1",), Decimal(20))
    ]


def test_a_third_reading_given_is_no_longer_pending_and_counts_in_the_mean():
    rows = [application("a"), application("b")]

    outcome = decide(RULES, rows, readings("a", "533", "333", "433") + readings("b", "444", "444"))

    assert outcome.pending == ()
    assert outcome.applications[0].raw == Decimal("70.0000")


def test_one_reading_where_two_are_due_is_pending():
    outcome = decide(RULES, [application("a")], readings("a", "444"))

    assert [(owed.number, owed.kind) for owed in outcome.pending] == [("a", "readings")]


def test_stability_is_the_share_of_scenarios_and_the_same_every_time():
    rows, reviews = severe_case()
    rules = RULES | {"seats": 8}

    shares = [decide(rules, rows, reviews).stability.share for _ in range(2)]

    assert shares[0] == shares[1]
    assert min(shares[0].values()) < 1 == max(shares[0].values())


@given(st.randoms())
@settings(max_examples=10, deadline=None)
def test_the_order_of_the_rows_changes_nothing_at_all(chance):
    rows, reviews = severe_case()
    rules = RULES | {"basis": "adjusted", "seats": 8}
    shuffled = [chance.sample(things, len(things)) for things in (rows, reviews)]

    assert json.dumps(decide(rules, *shuffled).to_json()) == json.dumps(
        decide(rules, rows, reviews).to_json()
    )


def test_the_json_holds_every_decimal_as_text():
    found = decide(RULES, *case({"a": "555", "b": "444", "c": "333"})).to_json()

    assert found["objective"] == "180.0000"
    assert json.loads(json.dumps(found)) == found


def test_a_withdrawal_promotes_from_the_reserve_and_moves_nobody_else():
    rows, reviews = case({"a": "555", "b": "444", "c": "433", "d": "333"})

    found = promote(RULES, rows, reviews, chosen=["a", "b"], withdrawn=["a"], reserve=["c"])

    assert (found.chosen, found.promoted, found.from_reserve) == (("b", "c"), ("c",), True)
    assert found.reserve == ()


def test_a_promotion_keeps_the_rules_rather_than_the_rank():
    rules = RULES | {"quotas": [{"column": "province", "value": "p2", "min": 1}]}
    facts = {"b": {"province": "p2"}, "d": {"province": "p2"}}
    rows, reviews = case({"a": "555", "b": "444", "c": "433", "d": "333"}, **facts)

    found = promote(rules, rows, reviews, chosen=["a", "b"], withdrawn=["b"], reserve=["c", "d"])

    assert found.promoted == ("d",)


def test_a_reserve_that_cannot_hold_the_rules_opens_the_seat_to_everyone():
    rules = RULES | {"quotas": [{"column": "province", "value": "p2", "min": 1}]}
    facts = {"b": {"province": "p2"}, "d": {"province": "p2"}}
    rows, reviews = case({"a": "555", "b": "444", "c": "433", "d": "333"}, **facts)

    found = promote(rules, rows, reviews, chosen=["a", "b"], withdrawn=["b"], reserve=["c"])

    assert (found.promoted, found.from_reserve) == (("d",), False)


def test_one_chosen_by_exception_under_the_threshold_keeps_the_seat():
    rows, reviews = case({"a": "555", "b": "222", "c": "444"})

    found = promote(RULES, rows, reviews, chosen=["a", "b"], withdrawn=["a"], reserve=["c"])

    assert set(found.chosen) == {"b", "c"}


def test_an_empty_reserve_and_nobody_left_leaves_the_seat_empty():
    rows, reviews = case({"a": "555", "b": "444"})

    found = promote(RULES, rows, reviews, chosen=["a", "b"], withdrawn=["a"])

    assert (found.chosen, found.promoted, found.seats_unfilled) == (("b",), (), 1)


@pytest.mark.parametrize(
    ("rules", "rows", "reviews", "error", "code"),
    [
        ({"grid": RULES["grid"]}, [], [], ProcedureError, "rule_missing"),
        (RULES | {"basis": "mood"}, [], [], ProcedureError, "unknown_basis"),
        (RULES | {"seats": "2.5"}, [], [], ProcedureError, "not_a_whole_number"),
        (RULES | {"seats": 0}, [], [], ProcedureError, "not_a_whole_number"),
        (RULES | {"ties": ["C9"]}, [], [], ProcedureError, "unknown_tie_criterion"),
        (RULES | {"threshold": "high"}, [], [], ScoreError, "not_a_decimal"),
        (
            RULES | {"quotas": [{"column": "province", "value": "p1", "min": 3, "max": 1}]},
            [],
            [],
            ChoiceError,
            "quota_crossed",
        ),
        (
            RULES | {"quotas": [{"column": "region", "value": "09", "max": 1}]},
            [application("a")],
            [],
            ProcedureError,
            "column_missing",
        ),
        (RULES, [application("a"), application("a")], [], ProcedureError, "application_twice"),
        (RULES, [application("a", submitted_at="soon")], [], ProcedureError, "not_a_moment"),
        (RULES, [application("a", eligible="perhaps")], [], ProcedureError, "not_yes_or_no"),
        (RULES, [application("a")], [], ProcedureError, "not_read"),
        (RULES, [application("a")], readings("b", "333"), ProcedureError, "unknown_application"),
        (
            RULES,
            [application("a")],
            readings("a", "333", "333", reviewers="rr"),
            ProcedureError,
            "review_twice",
        ),
        (RULES, [application("a")], readings("a", "933"), ScoreError, "mark_out_of_range"),
        (RULES, [application("a")], readings("a", ("3", "3", "x")), ScoreError, "not_a_decimal"),
    ],
)
def test_data_the_procedure_cannot_start_from_is_refused_with_its_reason(rules, rows, reviews, error, code):
    with pytest.raises(error) as refused:
        decide(rules, rows, reviews)

    assert refused.value.code == code


def severe_case():
    """Thirty applications, six reviewers who do not mark alike."""
    chance = random.Random(12)
    lean = {"r": 0.8, "s": 0.4, "t": 0.0, "u": 0.0, "v": -0.4, "w": -0.8}
    rows, reviews = [], []
    for place in range(30):
        number, merit = f"n{place:02}", chance.uniform(2.8, 4.2)
        rows.append(application(number, province=f"p{place % 3}"))
        for reviewer in chance.sample(sorted(lean), 2):
            row = [min(5, max(0, round(merit + lean[reviewer] + chance.gauss(0, 0.6)))) for _ in range(3)]
            reviews += readings(number, map(str, row), reviewers=reviewer)
    return rows, reviews


ONE_CRITERION = RULES | {"grid": [{"code": "C1", "weight": 100}], "ties": [], "threshold": "50"}


@st.composite
def small_calls(draw):
    """Calls of one criterion, so that a score can be set to the ten-thousandth by its mark."""
    scores = draw(st.lists(st.integers(80, 200), min_size=2, max_size=9))
    rows = [
        application(
            f"n{place}",
            province=draw(st.sampled_from(["p1", "p2", "p3"])),
            women_led=draw(st.sampled_from(["yes", "no"])),
        )
        for place in range(len(scores))
    ]
    quotas = [{"column": "province", "value": "p1", "max": draw(st.integers(0, 2))}]
    quotas.append({"column": "women_led", "value": "yes", "min": draw(st.integers(0, 2))})
    rules = ONE_CRITERION | {"seats": draw(st.integers(1, 4)), "quotas": quotas}
    return rules, rows, {row["number"]: Decimal(score) / 2 for row, score in zip(rows, scores, strict=True)}


def decide_on_scores(rules, rows, scores):
    reviews = [review for number in scores for review in readings(number, [str(scores[number] / 20)])]
    return decide(rules, rows, reviews)


def test_no_score_opens_a_door_that_would_fill_every_seat_against_a_quota():
    quotas = [{"column": "province", "value": "p1", "max": 2}]
    rules = ONE_CRITERION | {"seats": 3, "quotas": quotas}
    rows = [application(name, province="p1", women_led="yes") for name in ("n0", "n1", "n2")]

    outcome = decide_on_scores(rules, rows, {"n0": Decimal(40), "n1": Decimal(50), "n2": Decimal(50)})

    assert [(each.number, each.needed) for each in outcome.refused] == [("n0", None)]


@given(small_calls())
@settings(max_examples=40, deadline=None)
def test_the_score_said_to_be_needed_is_enough_and_just_enough(call):
    rules, rows, scores = call

    outcome = decide_on_scores(rules, rows, scores)
    for found in outcome.refused if outcome.status != "infeasible" else ():
        if found.needed is None:
            with_all = decide_on_scores(rules, rows, scores | {found.number: Decimal(100)})
            assert found.number not in with_all.chosen or with_all.objective == found.cutoff
        elif found.needed <= 100:
            enough = decide_on_scores(rules, rows, scores | {found.number: found.needed})
            short = decide_on_scores(rules, rows, scores | {found.number: found.needed - Decimal("0.0002")})
            assert found.number in enough.chosen
            assert found.number not in short.chosen
