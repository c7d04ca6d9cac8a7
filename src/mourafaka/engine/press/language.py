"""The language of a headline: fr, es, en, ar, or und.

py3langid restricted to the four languages of the watch. What none of them is stays undecided rather than being
forced: Tifinagh, Amazigh in Latin letters, Darija, a text without letters, two languages too close to call.
A feed's declared language is a prior: it decides only where the text does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

LANGUAGES = ("fr", "es", "en", "ar")
UNDECIDED = "und"
SURE = (
    0.52  # the least probability of the best language; below it the prior decides, if at least half as likely
)
AHEAD = 0.12  # of the second, for a headline of six words, in place of that probability
CLEAR = 0.9  # below it, the small words of one language outvote the model
FOREIGN = 0.98  # from here on the unrestricted model overrules: German, Italian… are not forced into four

_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff]+")
_TIFINAGH = re.compile("[\u2d30-\u2d7f]+")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]+")
_SCRIPTS = {"arabic": _ARABIC, "tifinagh": _TIFINAGH, "latin": _LATIN}
_OTHER_ARABIC_SCRIPT = re.compile("[ٹڈڑںےھژۆێ]|ی(?=\\s|$)")  # Urdu, Persian, Kurdish
_AMAZIGH_LATIN = re.compile("[ɣǧčḍḥṛṣṭẓɛ]", re.IGNORECASE)
# Words of Darija that are no words of the press's Arabic, in either script. Two of them are not chance.
_DARIJA_TEXT = """
    ديال ديالو ديالها ديالنا ديالهم واش كيفاش علاش بزاف دابا هادشي هادي هاد شنو فين كاين كاينة غادي ماشي حيت
    بغيت بغا كيقول كيدير كتقول راه راها مزيان باش داك ديك هادوك شحال فاش dyal dial wach wash kifach 3lach
    bzaf bezaf daba hadchi had hada chno chnou fin kayn kayna ghadi machi bghit bgha rah raha mzyan bach
    chhal fach 3la l7al mabrouk
"""
_DARIJA = frozenset(_DARIJA_TEXT.split())
_SMALL_TEXT = {
    "fr": "le la les des du de et à au aux pour dans sur une un en est que qui par avec ce son sa ses",
    "es": "el la los las del de y e en para por con un una al que se su sus es lo como más",
    "en": "the a an in of to and for with on is are by at from as its into after will be has",
}
_SMALL = {lang: frozenset(words.split()) for lang, words in _SMALL_TEXT.items()}
_TOKEN = re.compile(r"\w+")
_FRENCH_MARK = re.compile(
    r"\w [:;!?](?: |$)|« "
)  # a blank before these is French typography: as good as a small word
DOUBTFUL = 0.75  # below it, a single small word of one language alone suffices


def detect_language(text: str, prior: str | None = None) -> str:
    """`fr`, `es`, `en`, `ar`, or `und` when nothing says which. `prior`: the language its feed or page declares."""
    words = _TOKEN.findall(text.casefold())
    if _is_darija(words):
        return UNDECIDED
    if _is_western(text):
        letters = sum(map(len, _LATIN.findall(text)))
        return _of_latin(text, words, _base(prior)) if letters >= 2 else UNDECIDED
    counts = {name: sum(map(len, letters.findall(text))) for name, letters in _SCRIPTS.items()}
    script = max(counts, key=lambda name: counts[name])
    if counts[script] == 0 or script == "tifinagh":
        return UNDECIDED
    if script == "arabic":
        return UNDECIDED if len(_OTHER_ARABIC_SCRIPT.findall(text)) >= 2 else "ar"
    if counts["latin"] < 2 or len(_AMAZIGH_LATIN.findall(text)) >= 2:
        return UNDECIDED
    return _of_latin(_ARABIC.sub(" ", text), words, _base(prior))


def _is_western(text: str) -> bool:
    """Whether it has no letters but those of western Europe: neither Arabic nor Tifinagh nor Latin Amazigh."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _of_latin(text: str, words: Sequence[str], prior: str | None) -> str:
    """Of a text in Latin letters; `words`: its own in small letters, perhaps with others."""
    heard = " ".join(text.split())
    likely: dict[str, float] = dict(_restricted().rank(heard))
    best, sure = max(likely.items(), key=lambda row: row[1])
    spoken = _by_small_words(heard, words, least=1 if sure < DOUBTFUL else 2)
    if spoken is not None and (spoken == best or sure < CLEAR):
        return spoken
    second = max(share for lang, share in likely.items() if lang != best)
    if sure < SURE and (sure - second < AHEAD or len(heard.split()) < 6):
        return prior if prior and likely[prior] * 2 >= sure else UNDECIDED
    if prior != best and len(heard.split()) >= 4:
        other, surely = _unrestricted().classify(heard)
        if other not in LANGUAGES and surely >= FOREIGN:
            return UNDECIDED
    return str(best)


def _by_small_words(text: str, words: Sequence[str], least: int) -> str | None:
    """The language that has more of the small words of this text than any other, if one has `least` or more.

    A single one must be written small: the «Al» of a name is no Spanish.
    """
    if least == 1:
        words = _TOKEN.findall(text)
    counts = {lang: sum(map(small.__contains__, words)) for lang, small in _SMALL.items()}
    counts["fr"] += bool(_FRENCH_MARK.search(text))
    (lang, most), (_, second), *_ = sorted(counts.items(), key=lambda row: -row[1])
    return lang if most >= least and most > second else None


def _base(code: str | None) -> str | None:
    base = (code or "").replace("_", "-").split("-")[0].strip().casefold()
    return base if base in LANGUAGES else None


def _is_darija(words: Sequence[str]) -> bool:
    return len(_DARIJA.intersection(words)) >= 2


@cache
def _restricted() -> Any:
    model = _model()
    model.set_languages(LANGUAGES)
    return model


@cache
def _unrestricted() -> Any:
    return _model()


def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
