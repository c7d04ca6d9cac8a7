"""Striking names out of texts, so that a reading is blind.

A text is read word by word, folded (accents, case, Arabic letter variants), with the article and the
one-letter words that Arabic writes attached taken off, and compared with the words of the cooperative's
names, its leader, its place and its address, in one alphabet when the alphabets differ. What is shared by
many (the trade, the province, “femmes”, “coopérative”) stays: a name made only of such words is struck out
as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from mourafaka.engine.text import fold, skeleton
from mourafaka.registry.models import Cooperative

MASK = "▇▇▇"

_LEGAL = frozenset(
    fold(
        """
        coopérative coopératives coop union groupement gie société association تعاونية التعاونية تعاونيات
        اتحاد جمعية مجموعة شركة
        """
    ).split()
)
_LINKS = frozenset(
    fold(
        """
        le la les l de du des d et à a au aux en pour sur n ait aït ben bent bin ibn ould el al bou abou abd
        um ايت بن بنت ابن ال بو ابو في من و على الى douar rue avenue n° bp lot hay quartier centre دوار حي
        شارع زنقة رقم
        """
    ).split()
)
# Words that name nobody: common in the names of cooperatives and needed to understand a project.
_COMMON = frozenset(
    fold(
        """
        femme femmes jeune jeunes agricole agricoles agriculture artisanat artisanal artisanale argan argane
        huile huiles miel safran olive olives dattes figue amande amandes cactus rose roses plantes
        aromatiques medicinales terroir produit produits production transformation developpement
        commercialisation elevage lait viande peche tapis tissage poterie couture bois tourisme rural rurale
        services environnement solidarite avenir espoir région province sud nord atlas souss massa sahara
        montagne vallée oasis village نساء المرأة النسوية شباب الفلاحية فلاحية الفلاحة اركان الاركان زيت
        الزيوت عسل العسل زعفران الزعفران الزيتون التمور الصبار الورد النباتات العطرية الطبية المنتوجات
        المنتجات المحلية الانتاج التنمية التسويق تربية الحليب الصيد الزرابي النسيج الخياطة الصناعة التقليدية
        السياحة القروية الخدمات البيئة المستقبل الامل التضامن سوس ماسة الجنوب الاطلس الجبل الواحة
        """
    ).split()
)
_CONTACTS = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # e-mail
    r"|(?:https?://|www\.)\S+"
    r"|(?:facebook|instagram|youtube|tiktok|wa)\.(?:com|me)/\S+"
    # a Moroccan phone number, however it is spaced
    r"|(?<![\w,.])(?:\+|00)?(?:212|٢١٢)?[\s.\-]?\(?[0٠]?\)?[\s.\-]?[5-8٥-٨](?:[\s.\-]?[0-9٠-٩]){8}(?!\w)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:[\u064b-\u065f\u0640]+[^\W_]*)*")
_CONJUNCTION = re.compile("^[وف](?=..)")
_PREPOSITION = re.compile("^(?:[بكل](?=..)|لل(?=..))")
_ARTICLE = re.compile("^ال(?=..)")
SHORTEST, SHORTEST_SOUND = 3, 3


@dataclass(frozen=True)
class Redactor:
    """Call it with a text: names, phone numbers and addresses come out as ▇▇▇."""

    phrases: frozenset[tuple[str, ...]]
    words: frozenset[str]
    sounds: frozenset[str]
    longest: int

    @classmethod
    def of(cls, cooperative: Cooperative) -> Redactor:
        commune = cooperative.commune
        names = [
            cooperative.name_fr,
            cooperative.name_ar,
            cooperative.leader_name,
            cooperative.address,
            *((commune.name_fr, commune.name_ar) if commune else ()),
        ]
        return cls.for_names(names, kept=(cooperative.province.name_fr, cooperative.province.name_ar))

    @classmethod
    def for_names(cls, names: Iterable[str], kept: Iterable[str] = ()) -> Redactor:
        """Strike out `names`; the words of `kept` (the province) stay unless a whole name is made of them."""
        stay = _COMMON | _LEGAL | _LINKS | {bare for name in kept for bare in _bare_words(name)}
        phrases = {tuple(_bare_words(name)) for name in names if name}
        phrases = {phrase for phrase in phrases if phrase and not set(phrase) <= _LEGAL | _LINKS}
        phrases |= {tuple(word for word in phrase if word not in _LEGAL | _LINKS) for phrase in phrases}
        whole = {phrase for phrase in phrases if len(phrase) > 1 or phrase[0] not in stay}
        words = {
            word
            for phrase in phrases
            for word in phrase
            if len(word) >= SHORTEST and word not in stay and not word.isdecimal()
        }
        sounds = {sound for word in words if len(sound := _sound(word)) >= SHORTEST_SOUND}
        return cls(
            frozenset(whole),
            frozenset(words),
            frozenset(sounds - {_sound(word) for word in stay}),
            max(map(len, whole), default=0),
        )

    def __call__(self, text: str) -> str:
        spans = [match.span() for match in _CONTACTS.finditer(text)]
        spans += self._names(text)
        return _struck(text, spans)

    def _names(self, text: str) -> Iterator[tuple[int, int]]:
        tokens = [(match.span(), _readings(match.group())) for match in _WORD.finditer(text)]
        for at, (span, readings) in enumerate(tokens):
            if any(self._is_name(reading) for reading in readings):
                yield span
            for length in range(2, self.longest + 1):
                if self._is_phrase([found for _, found in tokens[at : at + length]], length):
                    yield span[0], tokens[at + length - 1][0][1]

    def _is_name(self, word: str) -> bool:
        return word in self.words or (word,) in self.phrases or _sound(word) in self.sounds

    def _is_phrase(self, readings: list[tuple[str, ...]], length: int) -> bool:
        return len(readings) == length and any(
            len(phrase) == length and all(word in found for word, found in zip(phrase, readings, strict=True))
            for phrase in self.phrases
        )


def _struck(text: str, spans: Iterable[tuple[int, int]]) -> str:
    pieces: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if start > at and not (pieces and pieces[-1] == MASK and not text[at:start].strip()):
            pieces.append(text[at:start])
        if end > at:
            if not (pieces and pieces[-1] == MASK):
                pieces.append(MASK)
            at = max(at, end)
    return "".join([*pieces, text[at:]])


def _bare_words(name: str) -> list[str]:
    return [_ARTICLE.sub("", word) for match in _WORD.finditer(name) for word in fold(match.group()).split()]


@lru_cache(maxsize=16384)
def _readings(token: str) -> tuple[str, ...]:
    """A word as it may be meant: whole, and with one after the other of what Arabic writes attached taken off."""
    found = [fold(token)]
    for attached in (_CONJUNCTION, _PREPOSITION, _ARTICLE):
        found += [attached.sub("", word) for word in found]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=16384)
def _sound(word: str) -> str:
    return skeleton(word).replace(" ", "")
