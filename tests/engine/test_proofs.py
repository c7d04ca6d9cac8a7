"""Two independent proofs, and hints that say what was found."""

from datetime import date

import pytest

from mourafaka.engine.proofs import Claim, Hint, hints, independent, is_proved, kilometres, sample

DAY = date(2021, 3, 10)
AGADIR, TATA, INEZGANE = (30.42, -9.60), (29.74, -7.97), (30.35, -9.53)
TEXT = (
    "La coopérative a séparé les caisses, calculé le prix de revient de chaque produit et préparé l’assemblée "
    "avec la présidente et la trésorière ; trois clientes nouvelles ont été visitées au souk."
)


def claim(number: int, **fields: object) -> Claim:
    said = {"coach": 1, "cooperative": number, "held_on": DAY, "position": AGADIR, **fields}
    return Claim(id=number, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kinds", "proved"),
    [
        ([], False),
        (["sheet"], False),
        (["confirmation", "sheet"], True),
        (["photo", "place"], False),
        (["photo", "sheet"], True),
        (["call_log", "confirmation"], True),
    ],
)
def test_a_visit_is_proved_by_two_proofs_of_different_sources(kinds, proved):
    assert is_proved(kinds) is proved


def test_a_photo_and_a_place_come_from_one_phone():
    assert independent(["photo", "place"]) == 1


def test_agadir_and_tata_are_175_km_apart():
    assert round(kilometres(AGADIR, TATA)) == 174


def test_one_visit_a_day_near_others_gives_no_hint():
    assert hints(claim(1), [claim(2, position=INEZGANE)]) == []


def test_two_cooperatives_of_one_day_150_km_apart_are_hinted():
    assert hints(claim(1), [claim(2, position=TATA)]) == [
        Hint("far_apart", (2,), round(kilometres(AGADIR, TATA), 1))
    ]


def test_a_remote_visit_may_be_far_away():
    assert hints(claim(1, remote=True), [claim(2, position=TATA)]) == []


def test_the_visit_of_another_coach_may_be_far_away():
    assert hints(claim(1), [claim(2, coach=9, position=TATA)]) == []


def test_three_visits_in_a_day_give_no_hint():
    assert hints(claim(1), [claim(2), claim(3)]) == []


def test_a_fourth_visit_in_a_day_is_hinted():
    assert hints(claim(1), [claim(2), claim(3), claim(4)]) == [Hint("many_in_a_day", (2, 3, 4), 4)]


def test_a_report_copied_but_for_its_figures_is_hinted():
    copied = claim(1, text=TEXT + " 12 membres.", held_on=date(2021, 5, 10))

    assert hints(copied, [claim(2, text=TEXT + " 15 membres.")]) == [Hint("alike", (2,), 1.0)]


def test_a_report_in_other_words_gives_no_hint():
    other = (
        "Nous avons travaillé sur l’étiquette du miel, le carton d’expédition et la commande d’une boutique de "
        "Rabat ; le registre des procès-verbaux est à jour et l’assemblée est fixée au mois prochain."
    )

    assert hints(claim(1, text=other, held_on=date(2021, 5, 10)), [claim(2, text=TEXT)]) == []


def test_short_reports_are_not_compared():
    assert (
        hints(claim(1, text="Rien à signaler."), [claim(2, text="Rien à signaler.", coach=1, position=None)])
        == []
    )


def test_a_photo_used_before_is_hinted():
    again = hints(claim(1, photos=("a", "b"), held_on=date(2021, 4, 1)), [claim(2, photos=("b",))])

    assert again == [Hint("photo_again", (2,), 1)]


def test_a_sample_is_ten_per_cent_rounded_up_and_drawn_again_the_same():
    names = [f"T2-09-{n:04d}/1" for n in range(1, 22)]

    first, again = (
        sample(names, "01/2020/L6/2021-03/1", 10),
        sample(reversed(names), "01/2020/L6/2021-03/1", 10),
    )

    assert (len(first), first) == (3, again)


def test_another_seed_draws_another_sample():
    names = [f"T2-09-{n:04d}/1" for n in range(1, 40)]

    assert sample(names, "2021-03/1", 10) != sample(names, "2021-04/1", 10)


def test_one_visit_is_a_sample_of_one():
    assert sample(["T2-09-0001/1"], "2021-03", 10) == ["T2-09-0001/1"]
