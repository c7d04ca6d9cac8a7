import pytest

from mourafaka.engine.flows import Flow, FlowError

LIFE = {
    "submit": (("draft", "incomplete"), "submitted"),
    "return": (("submitted",), "incomplete"),
    "close": (("submitted",), "closed"),
}


def test_a_verb_leads_to_its_target():
    flow = Flow("application", initial="draft", transitions=LIFE, terminal=("closed",))

    assert flow.target("submit", "incomplete") == "submitted"


def test_the_verbs_open_from_a_state_come_in_the_order_of_the_table():
    flow = Flow("application", initial="draft", transitions=LIFE, terminal=("closed",))

    assert flow.verbs_from("submitted") == ("return", "close")


def test_a_move_outside_the_table_says_from_which_states_it_is_open():
    flow = Flow("application", initial="draft", transitions=LIFE, terminal=("closed",))

    with pytest.raises(FlowError) as refused:
        flow.target("close", "draft")

    assert refused.value.code == "move_not_allowed"
    assert refused.value.facts == {
        "flow": "application",
        "verb": "close",
        "state": "draft",
        "sources": ("submitted",),
    }


def test_an_unknown_verb_is_refused():
    flow = Flow("application", initial="draft", transitions=LIFE, terminal=("closed",))

    with pytest.raises(FlowError, match="unknown_verb"):
        flow.target("burn", "draft")


@pytest.mark.parametrize(
    ("initial", "transitions", "terminal", "code"),
    [
        ("nowhere", LIFE, ("closed",), "initial_leads_nowhere"),
        ("draft", {**LIFE, "open": (("lost",), "draft")}, ("closed",), "state_never_reached"),
        ("draft", LIFE, (), "terminal_not_as_declared"),
        ("draft", LIFE, ("closed", "submitted"), "terminal_not_as_declared"),
        ("draft", {"submit": ("draft", "submitted")}, ("submitted",), "sources_not_a_list"),
    ],
)
def test_a_table_that_does_not_hold_together_is_refused_when_built(initial, transitions, terminal, code):
    with pytest.raises(FlowError) as refused:
        Flow("application", initial=initial, transitions=transitions, terminal=terminal)

    assert refused.value.code == code
