"""Group training in numbers."""

from decimal import Decimal
from fractions import Fraction

from mourafaka.engine.attendance import (
    Effect,
    Need,
    Person,
    Question,
    Request,
    Side,
    change,
    cooperative_present,
    effect,
    gain,
    mean,
    need,
    normalised_gain,
    order_of_need,
    promoted,
    reaches,
    share,
)


def test_a_share_is_exact():
    assert share(4, 5) == Fraction(4, 5)


def test_nothing_attended_of_nothing_is_nothing():
    assert share(0, 0) == Fraction(0)


def test_four_half_days_of_five_reach_80_percent():
    assert reaches(Person(4, 5, True), 80)


def test_three_half_days_of_four_do_not_reach_80_percent():
    assert not reaches(Person(3, 4, True), 80)


def test_nobody_reaches_a_threshold_without_half_days():
    assert not reaches(Person(0, 0, True), 1)


def test_a_cooperative_is_present_through_one_of_its_managers():
    assert cooperative_present([Person(4, 4, True), Person(0, 4, False)], 80)


def test_members_alone_do_not_make_a_cooperative_present():
    assert not cooperative_present([Person(4, 4, False)], 80)


def test_two_managers_who_share_the_days_do_not_make_it_present():
    assert not cooperative_present([Person(2, 4, True), Person(2, 4, True)], 80)


def test_the_gain_is_what_was_won():
    assert gain(Decimal(8), Decimal(14)) == Decimal(6)


def test_the_gain_is_unknown_without_both_tests():
    assert gain(None, Decimal(14)) is None


def test_the_normalised_gain_is_the_part_won_of_what_could_be():
    assert normalised_gain(Decimal(8), Decimal(14)) == Decimal("0.5")


def test_the_normalised_gain_is_unknown_where_nothing_could_be_won():
    assert normalised_gain(Decimal(20), Decimal(20)) is None


def test_a_mean_leaves_out_what_is_unknown():
    assert mean([Decimal(10), None, Decimal(14)]) == Decimal(12)


def test_a_mean_of_nothing_is_unknown():
    assert mean([None]) is None


def test_a_need_is_the_weighted_gap():
    questions = [Question("GOV1", Fraction(2)), Question("GOV2", Fraction(1))]

    found = need(questions, {"GOV1": 1, "GOV2": 4})

    assert found == Need(Fraction(1, 2), (("GOV1", 3),))


def test_a_question_that_does_not_apply_leaves_the_need():
    questions = [Question("GOV1"), Question("GOV2")]

    found = need(questions, {"GOV1": None, "GOV2": 2})

    assert found == Need(Fraction(1, 2), (("GOV2", 2),))


def test_a_need_without_answers_is_unknown():
    assert need([Question("GOV1")], {}).unknown


def test_who_asks_in_its_plan_comes_before_who_has_the_widest_gap():
    needs = {
        "a": Need(Fraction(9, 10), ()),
        "b": Need(Fraction(1, 10), (), asked=True),
        "c": Need(Fraction(9, 10), ()),
    }

    assert order_of_need(needs) == ["b", "a", "c"]


def test_free_places_go_in_order_to_the_first_that_fit():
    waiting = [Request("a", 3), Request("b", 2), Request("c", 1)]

    assert promoted(waiting, 2) == ["b"]


def test_free_places_go_to_several():
    waiting = [Request("a", 1), Request("b", 2), Request("c", 1)]

    assert promoted(waiting, 4) == ["a", "b", "c"]


def test_a_change_is_over_the_questions_answered_both_times():
    before, after = {"GOV1": 1, "GOV2": None, "GOV3": 2}, {"GOV1": 3, "GOV2": 4, "GOV3": 3}

    assert change(["GOV1", "GOV2", "GOV3", "GOV4"], before, after) == Fraction(3, 2)


def test_a_change_without_a_common_question_is_unknown():
    assert change(["GOV1"], {"GOV1": 1}, {}) is None


def test_an_effect_compares_the_present_with_the_absent():
    changes = {str(n): Fraction(2) for n in range(5)} | {str(n): Fraction(1) for n in range(5, 11)}

    found = effect(changes, {str(n) for n in range(5)})

    assert found == Effect(Side(5, Fraction(2)), Side(6, Fraction(1)))
    assert found.difference == Fraction(1)


def test_an_effect_cannot_be_told_from_fewer_than_five():
    changes = {str(n): Fraction(2) for n in range(9)}

    found = effect(changes, {str(n) for n in range(4)})

    assert found == Effect(Side(4, None), Side(5, Fraction(2)))
    assert found.difference is None


def test_an_unknown_change_counts_on_no_side():
    assert effect({"a": None}, {"a"}) == Effect(Side(0, None), Side(0, None))
