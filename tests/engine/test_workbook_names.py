"""Names of provinces and regions in any spelling: recognised when there is no doubt, otherwise asked."""

from __future__ import annotations

import pytest

from mourafaka.engine.workbook.places import Names, closest, letters_apart
from mourafaka.territory import packaged

PROVINCES, REGIONS = Names(packaged.provinces()), Names(packaged.regions())


def slips(name: str) -> set[str]:
    """Every way to miss a letter, double it, hit another one or swap two."""
    made = set()
    for i in range(len(name)):
        made |= {name[:i] + name[i + 1 :], name[:i] + name[i] + name[i:], name[:i] + "e" + name[i + 1 :]}
        made.add(name[:i] + name[i + 1 : i + 2] + name[i] + name[i + 2 :])
    return made


def test_there_are_75_provinces_and_28_regions_of_both_divisions() -> None:
    assert (len(PROVINCES.choices()), len(REGIONS.choices()) >= 25) == (75, True)


@pytest.mark.parametrize("names", [PROVINCES, REGIONS], ids=["provinces", "regions"])
def test_every_recorded_name_is_recognised_as_itself(names: Names) -> None:
    wrong = [name for code, name in names.choices() if names.recognise(name).code != code]

    assert wrong == []


def test_no_slip_of_one_letter_is_ever_taken_for_another_province() -> None:
    taken = {
        slip: PROVINCES.name(found.code)
        for code, name in PROVINCES.choices()
        for slip in slips(name)
        if (found := PROVINCES.recognise(slip)).code not in ("", code)
    }

    assert taken == {}


def test_nine_slips_in_ten_are_recognised() -> None:
    tried = [(code, slip) for code, name in PROVINCES.choices() for slip in slips(name)]
    right = sum(PROVINCES.recognise(slip).code == code for code, slip in tried)

    assert right / len(tried) > 0.9


@pytest.mark.parametrize(
    ("written", "name", "why"),
    [
        ("TAROUDANT ", "Taroudannt", "name"),
        ("تارودانت", "Taroudannt", "name"),
        ("Préfecture de Salé", "Salé", "name"),
        ("Ouarzazat", "Ouarzazate", "sound"),
        ("Tinghirr", "Tinghir", "slip"),
    ],
)
def test_a_spelling_is_recognised_with_its_reason(written: str, name: str, why: str) -> None:
    found = PROVINCES.recognise(written)

    assert (PROVINCES.name(found.code), found.why) == (name, why)


@pytest.mark.parametrize("written", ["Sidi", "Tatta", "Atlantide", "Ta", "???", "Tinit"])
def test_a_doubtful_name_is_not_guessed(written: str) -> None:
    assert PROVINCES.recognise(written).code == ""


def test_letters_swapped_with_their_neighbour_are_one_slip() -> None:
    assert [letters_apart("abcd", other, 2) for other in ("abcd", "abdc", "abc", "xbcdy", "zzzz")] == [
        0,
        1,
        1,
        2,
        3,
    ]


def test_two_names_as_near_as_each_other_are_none() -> None:
    assert (closest("branch", ["branche", "branchs"]), closest("branch", ["branche", "ca"])) == (
        "",
        "branche",
    )
