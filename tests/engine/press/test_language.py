import pytest

from mourafaka.engine.press.language import detect_language
from tests.press_corpus import headlines

SHORT = [
    ("Cours des devises du mercredi 21 mai 2025", "fr"),
    ("Botola : le Raja s'impose à l'extérieur", "fr"),
    ("Sahara: UK backs Morocco's autonomy plan", "en"),
    ("Marruecos y España refuerzan su cooperación", "es"),
    ("المغرب يطلق برنامجا جديدا", "ar"),
    ("العيون: افتتاح مركز للتكوين", "ar"),
    ("Jorf Lasfar : Falcon Energy Materials signe un accord", "fr"),
    ("Maroc Telecom - Inwi : accord", "fr"),
    ("King Mohammed VI visits Tetouan", "en"),
    ("2025", "und"),
    ("", "und"),
    ("— ؟ !", "und"),
    ("ⵜⴰⵎⵙⵙⵓⵎⴰⵏⵜ ⵏ ⵡⴰⵔⴳⴰⵏ", "und"),
    ("واش كاين شي حل ديال هاد المشكل", "und"),
    ("Wach kayn chi 7al dyal had lmochkil", "und"),
    ("Tiddukla n tmeṭṭuṭin deg taddart tamaziɣt", "und"),
    ("وزیراعظم نے ملک میں تعلیم کے نئے منصوبے کا اعلان کر دیا ہے", "und"),
    ("Der Präsident besucht nächste Woche die Hauptstadt und trifft Minister", "und"),
]


@pytest.mark.parametrize(("text", "lang"), SHORT)
def test_each_headline_has_its_language_or_none(text, lang):
    assert detect_language(text) == lang


@pytest.mark.parametrize("lang", ["fr", "ar", "es", "en"])
def test_made_up_headlines_are_told_apart(lang):
    wrong = [text for text in headlines(lang, 300, seed=4) if detect_language(text) != lang]

    assert len(wrong) <= 1, wrong


def test_the_declared_language_decides_only_what_the_text_leaves_open():
    assert detect_language("RS Berkane") == "und"
    assert detect_language("RS Berkane", "fr-MA") == "fr"
    assert detect_language("The hospital in Taza receives new beds", "fr") == "en"
    assert detect_language("2025", "fr") == "und"
