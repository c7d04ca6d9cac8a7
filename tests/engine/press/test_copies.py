"""Dispatches printed again with the edits that papers make; nothing else is ever called a copy."""

import random

import pytest

from mourafaka.engine.press.copies import Copies
from tests.press_corpus import paragraph


def body(n):
    """A made-up article of its own words: each sentence holds numbers that no other has."""
    chance = random.Random(n)
    words = [f"mot{chance.randrange(4000)}" for _ in range(260)]
    return " ".join([paragraph("fr" if n % 2 else "ar", chance, 1), *words])


BODIES = [body(n) for n in range(120)]
PREFACE = (
    "Publié par l'agence le lundi. Tous droits réservés à son auteur. Lire aussi nos autres articles du jour."
)


def fewer(text):
    words = text.split()
    kept = [word for n, word in enumerate(words) if (n // 20) % 7]
    return " ".join(kept)


def new_lede(text):
    return (
        "Une autre rédaction a choisi de commencer cet article par ses propres mots ce matin. " + text[180:]
    )


def reworded(text):
    chance = random.Random(8)
    return " ".join(word if chance.random() > 0.08 else "autre" for word in text.split())


def first_half(text):
    return text[: len(text) // 2]


@pytest.fixture(scope="module")
def copies():
    kept = Copies()
    for n, text in enumerate(BODIES):
        kept.add(str(n), text)
    return kept


@pytest.mark.parametrize(
    ("edit", "least"),
    [
        (str.upper, 1.0),
        (lambda text: f"{PREFACE} {text} {PREFACE}", 0.95),
        (fewer, 0.95),
        (new_lede, 0.95),
        (reworded, 0.95),
        (first_half, 0.95),
    ],
    ids=["same", "boilerplate", "cut", "lede", "reworded", "half"],
)
def test_an_edited_text_is_found_again_and_nothing_else(copies, edit, least):
    answers = [[copy.key for copy in copies.match(edit(text))] for text in BODIES]

    right = sum(answer == [str(n)] for n, answer in enumerate(answers))
    false = sum(key != str(n) for n, answer in enumerate(answers) for key in answer)
    assert (right >= least * len(BODIES), false) == (True, 0)


def test_two_texts_that_share_a_paragraph_are_not_copies(copies):
    mixed = BODIES[0][:400] + " " + BODIES[1][:400] + " " + BODIES[2][:400] + " " + BODIES[3][:400]

    assert copies.match(mixed) == []


def test_what_is_forgotten_is_no_longer_found_and_what_is_added_again_is_found_once():
    copies = Copies()
    copies.add("a", BODIES[0])
    copies.add("a", BODIES[1])

    assert copies.match(BODIES[0]) == []
    assert [copy.key for copy in copies.match(BODIES[1])] == ["a"]

    copies.forget("a")

    assert copies.match(BODIES[1]) == []
    assert len(copies) == 0


def test_short_texts_are_copies_only_when_equal():
    copies = Copies()
    copies.add("a", "Une brève de six mots seulement")

    assert [copy.key for copy in copies.match("UNE BREVE de six mots seulement !")] == ["a"]
    assert copies.match("Une brève de cinq mots seulement") == []
    assert copies.match("") == []
