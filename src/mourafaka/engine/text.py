"""Making spellings meet: folding for search, keys for duplicates, and numbers as people write them.

Names arrive in French, in Arabic and in several transliterations. `fold` keeps the words and forgets
how they were typed; `fold_key` also forgets the legal and linking words; `skeleton` keeps only the
consonants, in one alphabet, so that Taroudannt, Taroudant and تارودانت meet.
"""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

# Letters that decomposition does not bring together (hamza and madda are combining marks: it does those).
_LETTERS = str.maketrans(
    {
        "ى": "ي",
        "ی": "ي",
        "ة": "ه",
        "ک": "ك",
        "گ": "ك",
        "ڭ": "ك",
        "ڨ": "ق",
        "پ": "ب",
        "ڤ": "ف",
        "ٱ": "ا",
        "ء": "",
        "ـ": "",
        "œ": "oe",
        "æ": "ae",
    }
)

_LEGAL = """
    cooperative cooperatives coop coope cooper scop union groupement gie ste societe association
    تعاونيه التعاونيه تعاونيات اتحاد الاتحاد جمعيه مجموعه شركه
    al el l le la les de du des d et wa ال و
"""
_LEGAL_WORDS = frozenset(_LEGAL.split())

# One sound, one letter: g, k and q are one (أركان is written argane and arkane), so are the emphatics and
# their plain fellows; c stands for the sound of ch, x for that of kh; vowels have no letter.
_ARABIC_SOUNDS = str.maketrans("بتثجحخدذرزسشصضطظغفقكلمنه", "bttjhxddrzscsdtdkfkklmnh", "عويا")
_TIFINAGH_SOUNDS = str.maketrans("ⴱⴳⴷⴹⴼⴽⵀⵃⵅⵇⵊⵍⵎⵏⵔⵕⵖⵙⵚⵛⵜⵟⵣⵥ", "bkddfkhhxkjlmnrrksscttzz", "ⴰⴻⵄⵉⵓⵡⵢ")
_LATIN_SOUNDS = (
    (re.compile("t?ch|sh"), "\0"),  # a letter no word has, until c itself is settled
    (re.compile("kh"), "\1"),
    (re.compile("gh"), "k"),
    (re.compile("dj"), "j"),
    (re.compile("th"), "t"),
    (re.compile("dh"), "d"),
    (re.compile("ph"), "f"),
    (re.compile("x"), "ks"),
    (re.compile("c(?=[eiy])"), "s"),
    (re.compile("[cqg]"), "k"),
    (re.compile("p"), "b"),
    (re.compile("v"), "f"),
    (re.compile("[aeiouyw]|h$"), ""),
    (re.compile("\0"), "c"),
    (re.compile("\1"), "x"),
)
_ARABIC_ARTICLE = re.compile("^(?:و?ال|لل)(?=..)")
_REPEATED = re.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """`text` as words to compare: no case, accent, harakat, tatweel nor punctuation; digits 0-9.

    ا stands for أ إ آ ٱ, ي for ى and ئ, و for ؤ, ه for ة.
    """
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(decomposed.translate(_PLAIN).split())


def fold_key(text: str) -> str:
    """What is left of a name without spaces, articles and legal words: equal keys are likely duplicates.

    A name made of nothing else keeps all its words, so that only an empty name has an empty key.
    """
    words = fold(text).split()
    kept = [_without_article(word) for word in words if word not in _LEGAL_WORDS]
    return "".join(kept or words)


@lru_cache(maxsize=65536)
def skeleton(text: str) -> str:
    """The consonants of `text` in one alphabet for Latin, Arabic and Tifinagh writing, word by word."""
    heard = unicodedata.normalize("NFC", text).translate(
        str.maketrans("çÇ", "ss")
    )  # folding forgets cedillas
    words = (_sounds(_without_article(word)) for word in fold(heard).split() if word not in _LEGAL_WORDS)
    return " ".join(filter(None, words))


def similarity(a: str, b: str) -> float:
    """How alike two names are, 0 to 1, whatever their alphabet; symmetric.

    1 - edit distance / length, on the keys; or its square on the skeletons, then counted for at most 0.9 (0.6
    when fewer than three consonants are left to compare). An empty name is like nothing.
    """
    key_a, key_b = fold_key(a), fold_key(b)
    if not key_a or not key_b:
        return 0.0
    bones_a, bones_b = skeleton(a).replace(" ", ""), skeleton(b).replace(" ", "")
    trust = 0.9 if min(len(bones_a), len(bones_b)) >= 3 else 0.6
    return max(_closeness(key_a, key_b), trust * _closeness(bones_a, bones_b) ** 2)


class NumberError(ValueError):
    """A text that is not one number.

    `code` is empty, not_a_number, bad_grouping, ambiguous or too_many_places.
    """

    def __init__(self, code: str, text: str, sentence: str) -> None:
        self.code = code
        self.facts = {"text": text}
        super().__init__(sentence)


def parse_decimal(text: str, *, places: int | None = None) -> Decimal:
    """The number written in `text`: 1 234,5 · 1.234,50 · 1,234.50 · ١٢٣٤ · −3.

    A lone comma or point is the decimal mark. With `places` (decimals allowed), a lone mark followed by
    exactly three digits too many, such as 1.234 for an amount, is refused as ambiguous, not guessed.
    """
    marks = str.maketrans({"٫": ",", "٬": " ", "−": "-", "'": " ", "’": " ", "،": ","})
    visible = (c for c in text.translate(marks) if unicodedata.category(c) != "Cf")  # direction marks
    plain = "".join(map(_digit, visible)).strip()
    if not plain:
        raise NumberError("empty", text, "a number is missing")
    if not re.fullmatch(r"[+-]?[0-9][0-9\s.,]*", plain) or plain[-1] in ".,":
        raise NumberError("not_a_number", text, f"“{text.strip()}” is not a number")
    whole, decimals = _split_at_decimal_mark(plain, text)
    if places is not None and len(decimals) > places:
        lone = len(decimals) == 3 and whole.lstrip("+-") == re.split("[.,]", plain)[0].lstrip("+-")
        code = "ambiguous" if lone else "too_many_places"
        raise NumberError(code, text, f"“{text.strip()}”: at most {places} decimals are allowed here")
    return Decimal(f"{whole}.{decimals}" if decimals else whole)


def _split_at_decimal_mark(plain: str, text: str) -> tuple[str, str]:
    """(whole part without its grouping marks, decimals) of a text of digits, spaces, points and commas."""
    used = {mark for mark in ".," if mark in plain}
    last = max(plain.rfind("."), plain.rfind(","))
    has_decimals = last >= 0 and (len(used) == 2 or plain.count(plain[last]) == 1)
    whole, decimals = (plain[:last], plain[last + 1 :]) if has_decimals else (plain, "")
    grouping = r"[+-]?(\d+|\d{1,3}(?P<mark>[\s.,])\d{3}((?P=mark)\d{3})*)"
    if not re.fullmatch(grouping, whole) or (decimals and not decimals.isdigit()):
        raise NumberError(
            "bad_grouping", text, f"“{text.strip()}” is not a number: its digits are grouped oddly"
        )
    return re.sub(r"[\s.,]", "", whole), decimals


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return _digit(character)
    if category[0] in "MC":  # combining marks; invisible characters such as direction marks
        return " " if character in "\t\n\r" else ""
    return character if category[0] in "LN" else " "


class _Plain(dict[int, str]):
    """Code of a character → what folding leaves of it, told once."""

    def __missing__(self, code: int) -> str:
        self[code] = "".join(map(_plain, chr(code).translate(_LETTERS)))
        return self[code]


_PLAIN = _Plain()


def _digit(character: str) -> str:
    return str(unicodedata.digit(character)) if unicodedata.category(character) == "Nd" else character


def _without_article(word: str) -> str:
    return _ARABIC_ARTICLE.sub("", word)


def _sounds(word: str) -> str:
    arabic = re.search("[ء-ي]", word) is not None
    # a final ه is most often a folded ta marbuta, which is heard as a vowel
    heard = word.removesuffix("ه").translate(_ARABIC_SOUNDS) if arabic else _latin_sounds(word)
    return _REPEATED.sub(r"\1", heard.translate(_TIFINAGH_SOUNDS))


def _latin_sounds(word: str) -> str:
    for pattern, sound in _LATIN_SOUNDS:
        word = pattern.sub(sound, word)
    return word


def _closeness(a: str, b: str) -> float:
    return Levenshtein.normalized_similarity(a, b) if a or b else 0.0
