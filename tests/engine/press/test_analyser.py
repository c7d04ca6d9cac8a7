import pytest

from mourafaka.engine.press.analyser import index_terms, index_text, query_terms
from tests.engine.press.morphology import AR_APART, AR_SAME, FR_APART, FR_SAME


def meets(asked, written, lang):
    """Whether a search for `asked` finds a text of one word."""
    terms = set(index_terms(written, lang))
    return all(terms & alternatives for alternatives in query_terms(asked))


def met(pairs, lang):
    return [pair for pair in pairs if meets(*pair, lang) and meets(*pair[::-1], lang)]


@pytest.mark.parametrize(
    ("lang", "same", "least", "apart", "most"),
    [("fr", FR_SAME, 20, FR_APART, 4), ("ar", AR_SAME, 18, AR_APART, 1)],
)
def test_forms_of_one_word_meet_and_different_words_do_not(lang, same, least, apart, most):
    found, confused = (
        met(same, lang),
        [pair for pair in apart if meets(*pair, lang) or meets(*pair[::-1], lang)],
    )

    assert len(found) >= least, sorted(set(same) - set(found))
    assert len(confused) <= most, confused


def test_a_text_becomes_terms_in_its_order():
    assert index_terms("L'huile d'argan des coopératives", "fr") == ["huil", "argan", "cooper"]
    assert index_text("تعاونيات الأقاليم", "ar") == "تعاون اقليم"
    assert index_terms("Plan 2030 : 12 régions", "und") == ["plan", "2030", "12", "regions"]


def test_a_query_needs_each_of_its_words_in_any_of_its_languages():
    assert query_terms("les coopératives") == [frozenset({"cooperatives", "cooper", "cooperativ"})]
    assert query_terms("les") == [frozenset({"les", "le"})]
    assert query_terms("") == query_terms("  ؟!") == []
    assert len(query_terms(" ".join(f"mot{n}" for n in range(50)))) == 12


def test_a_mixed_text_is_found_by_either_script():
    terms = set(index_terms("تعاونية Tifaouine لزيت الأركان", "ar"))

    assert all(terms & words for words in query_terms("Tifaouine زيت أركان"))
