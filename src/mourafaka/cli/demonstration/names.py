"""Invented names of cooperatives, in French and Arabic letters.

Two words are joined: a word of Tachelhit or Arabic for a thing or a virtue, and a word for a place without a
name. None is taken from a real cooperative; should a pair exist somewhere, it is by chance.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

FIRST = {
    "Tamaynut": "تاماينوت",
    "Tifaouine": "تيفاوين",
    "Tiwizi": "تيويزي",
    "Afoulki": "أفولكي",
    "Tudert": "تودرت",
    "Itran": "إتران",
    "Tafoukt": "تافوكت",
    "Ayyour": "أيور",
    "Anzar": "أنزار",
    "Tamount": "تامونت",
    "Timdouine": "تيمدوين",
    "Aghbalou": "أغبالو",
    "Tigmi": "تيكمي",
    "Ajdig": "أجديك",
    "Izourane": "إزوران",
    "Assirem": "أسيرم",
    "Tagmat": "تاكمات",
    "Amoud": "أمود",
    "Igran": "إكران",
    "Tamgra": "تامكرا",
    "Tislit": "تيسليت",
    "Tilelli": "تيليلي",
    "Tissemlal": "تيسملال",
    "Tazdayt": "تازدايت",
    "Tawnza": "تاونزا",
    "Imnir": "إمنير",
    "Tanirt": "تانيرت",
    "Tawarguit": "تاوركيت",
    "Azemz": "أزمز",
    "Tamellalt": "تاملالت",
    "Attaaoun": "التعاون",
    "Al Wifaq": "الوفاق",
    "Annajah": "النجاح",
    "Al Itqan": "الإتقان",
    "Attadamoun": "التضامن",
    "Arrajae": "الرجاء",
    "Al Majd": "المجد",
    "Al Wafae": "الوفاء",
    "Annahda": "النهضة",
    "Al Ofoq": "الأفق",
}
SECOND = {
    "n’Ighil": "نيغيل",
    "Ouzaghar": "أوزاغار",
    "n’Oudrar": "نودرار",
    "n’Ouassif": "نواسيف",
    "n’Tizi": "نتيزي",
    "Oufella": "أوفلا",
    "n’Waman": "نوامان",
    "n’Targa": "نتاركا",
    "Ouzrou": "أوزرو",
    "n’Imlal": "نيملال",
    "n’Tagant": "نتاكانت",
    "n’Iferdane": "نيفردان",
}
SECOND_ARABIC = {
    "Al Akhdar": "الأخضر",
    "Al Jabal": "الجبل",
    "Al Wadi": "الوادي",
    "Al Waha": "الواحة",
    "Assahl": "السهل",
    "Al Ain": "العين",
}
DOUARS = ("Aguerd", "Ighir", "Tagadirt", "Imi n’Ouassif", "Tamazert", "Ifoulou", "Agard", "Tizi n’Imlal")
_ARABIC_FIRST = tuple(latin for latin, arabic in FIRST.items() if arabic.startswith("ال"))


def names(draw: random.Random) -> Iterator[tuple[str, str]]:
    """Pairs (French, Arabic), no pair twice, in an order that depends only on `draw`."""
    pairs = [
        (f"{first} {second}", f"{FIRST[first]} {seconds[second]}")
        for first in FIRST
        for seconds in (SECOND_ARABIC if first in _ARABIC_FIRST else SECOND,)
        for second in seconds
    ]
    draw.shuffle(pairs)
    return iter(pairs)
