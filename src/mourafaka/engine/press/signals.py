"""Rubrics that newspapers print every day — exchange rates, weather, prices — as typed market signals.

`rubric(title)` says what a headline announces; such items never become stories. `read_signals(kind, text)` reads the
values of an official text, never of a headline: a value without its unit beside it is not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mourafaka.engine.press.dates import plain_digits, read_date
from mourafaka.engine.press.scanning import fold_name
from mourafaka.engine.press.weather import read_weather
from mourafaka.engine.text import NumberError, parse_decimal

EXCHANGE, WEATHER, COMMODITY = "exchange", "weather", "commodity"


@dataclass(frozen=True)
class Rubric:
    kind: str
    on: date | None  # the day its title names


@dataclass(frozen=True)
class Signal:
    """`unit` is written out: MAD for one unit of a currency, USD/t, MAD/kg, °C min, °C max, mm."""

    kind: str
    subject: str  # a currency (EUR), a commodity (phosphate), or the code of a place for the weather
    value: Decimal
    unit: str
    on: date | None
    start: int
    end: int  # of the evidence in the text


# Rubrics are recognised by what their titles always say, folded. A title on the weather's damage is news.
_DAYS = "journee|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
_ARABIC_DAYS = "اليوم|الغد|يوم|الاثنين|الثلاثاء|الاربعاء|الخميس|الجمعه|السبت|الاحد"
_WARES = (
    "phosphates?|petrole|brent|ble|mais|soja|or|argent|huile d olive|cafe|sucre|gaz|matieres premieres|carburants?"
    "|gasoil|essence"
)
_RUBRICS = {
    EXCHANGE: (
        "cours (?:des? )?(?:devises|change|billets)|devises les cours",
        "taux de change(?! (?:de|d) (?:regime|politique))",
        "marche des changes|cours du dirham|le dirham (?:s |se )(?:apprecie|deprecie)",
        "اسعار (?:صرف )?(?:اهم )?العملات|اسعار الصرف|سعر (?:صرف )?(?:الدرهم|الاورو|الدولار)",
        "(?:tipos?|tasas?) de cambio|exchange rates?|cotizacion(?:es)? de divisas",
    ),
    WEATHER: (
        r"^(?:la )?meteo\b(?! france )|previsions? meteo\w*|bulletin (?:d alerte )?meteo\w*|alerte meteo\w*",
        rf"^(?:les )?previsions$|previsions? (?:pour|du|de|de la) (?:la |ce |le )?(?:{_DAYS}|jour|\d)",
        "quantites? de pluies?|pluviometrie|cumuls? (?:de |des )?pluies?|precipitations enregistrees",
        "temps (?:prevu|qu il fera|du jour)|temperatures (?:prevues|minimales|maximales)",
        f"توقعات (?:احوال )?(?:ال)?طقس|احوال الطقس|حاله الطقس|طقس (?:{_ARABIC_DAYS})",
        "نشره (?:انذاريه|جويه)|(?:مقاييس|كميات) (?:الامطار|التساقطات)|درجات الحراره (?:المرتقبه|الدنيا|العليا)",
        r"pronostico del tiempo|el tiempo (?:hoy|manana|para)|weather forecast|^weather\b",
    ),
    COMMODITY: (
        rf"(?:prix|cours) (?:mondia\w+ )?(?:du|de la|de l|des) (?:{_WARES})",
        "(?:اسعار|سعر) (?:ال)?(?:فوسفاط|نفط|برنت|ذهب|قمح|محروقات|كازوال|بنزين|غاز|ذره|سكر|زيت الزيتون)",
        "precios? (?:del|de la|de los) (?:fosfatos?|petroleo|trigo|oro|aceite de oliva|carburantes)",
        "^(?:petrole|le petrole) (?:le )?(?:brent|baril)|^le brent",
        "(?:phosphate|oil|gold|wheat|brent|olive oil|fuel) prices?|prices? of (?:phosphate|oil|gold|wheat)",
    ),
}
_PATTERNS = [(kind, re.compile("|".join(patterns))) for kind, patterns in _RUBRICS.items()]


def rubric(title: str) -> Rubric | None:
    """The rubric that `title` announces, or None for a piece of news."""
    folded = fold_name(title)
    for kind, pattern in _PATTERNS:
        if pattern.search(folded):
            return Rubric(kind, read_date(title))
    return None


_NUMBER = r"(?P<value>[-−]?\d{1,3}(?:[ \u00a0\u202f.]\d{3})*(?:[.,]\d+)?|[-−]?\d+(?:[.,]\d+)?)"
_CURRENCIES = {
    "EUR": r"EUR|euros?|€|الأورو|اليورو|أورو|يورو",
    "USD": r"USD|dollars?(?: (?:US|américain|americain))?|الدولار(?: الأمريكي)?|دولار(?: أمريكي)?",
    "GBP": r"GBP|livres? sterling|الجنيه الإسترليني|pounds?",
    "CHF": r"CHF|francs? suisses?|الفرنك السويسري",
    "SAR": r"SAR|riyals? saoudiens?|الريال السعودي",
    "CAD": r"CAD|dollars? canadiens?|الدولار الكندي",
    "JPY": r"JPY|yens?|الين الياباني",
}
_DIRHAMS = r"(?:MAD|DH|DHS|dirhams?|درهما|دراهم|درهم)"
_GOODS = {
    "phosphate": r"phosphates?(?: de roche| brut)?|الفوسفاط|phosphate rock",
    "brent": r"brent|برنت",
    "wheat": r"blé tendre|blé|القمح اللين|القمح|wheat|trigo",
    "maize": r"maïs|الذرة|maize",
    "gold": r"l'or|الذهب|gold",
    "olive_oil": r"huile d'olive|زيت الزيتون|olive oil|aceite de oliva",
    "diesel": r"gasoil|الكازوال|diesel",
    "petrol": r"essence|البنزين",
    "argan_oil": r"huile d'argan|زيت أركان|زيت الأركان",
    "dates": r"dattes|التمور",
    "saffron": r"safran|الزعفران",
    "honey": r"miel|العسل",
}
_DOLLARS = r"(?:\$|USD|dollars?(?: US)?|دولارا?)"


def _per(money: str, *measures: str) -> str:
    return rf"{money}\s*(?:/|par|la|le|l['’]|per|a|el|ل)?\s*(?:{'|'.join(measures)})(?!\w)"


_UNITS = (
    ("USD/t", _per(_DOLLARS, "tonne", "tm", "t", "ton", "لطن", "للطن")),
    ("USD/bbl", _per(_DOLLARS, "baril", "barrel", "bbl", "barril", "للبرميل")),
    ("USD/oz", _per(_DOLLARS, "once", "ounce", "oz", "للأونصة")),
    ("MAD/q", _per(_DIRHAMS, "quintal", "q", "للقنطار")),
    ("MAD/kg", _per(_DIRHAMS, "kg", "kilo", "kilogramme", "للكيلو", "للكيلوغرام")),
    ("MAD/l", _per(_DIRHAMS, "litre", "l", "للتر")),
)


def read_signals(kind: str, text: str, on: date | None = None) -> tuple[Signal, ...]:
    """The values that an official `text` of that kind gives, in its order; `on`: its day when it names none."""
    plain = plain_digits(text)
    day = read_date(plain) or on
    if len(plain) != len(text):
        text = plain
    if kind == EXCHANGE:
        return _rates(plain, day)
    if kind == COMMODITY:
        return _prices(plain, day)
    if kind == WEATHER:
        return _weather(plain, day)
    return ()


def _rates(text: str, day: date | None) -> tuple[Signal, ...]:
    """1 EUR = 10,75 MAD · l'euro s'échange à 10,75 dirhams · 100 JPY : 6,32 DH."""
    found: list[Signal] = []
    for code, names in _CURRENCIES.items():
        pattern = rf"(?:\b(?P<of>1|10|100)\s*)?(?<!\w)(?:{names})(?!\w)[^\d\n]{{0,40}}?{_NUMBER}\s*{_DIRHAMS}"
        for match in re.finditer(pattern, text, re.IGNORECASE):
            value = _decimal(match["value"])
            if value:
                value /= Decimal(match["of"] or (100 if code == "JPY" and value > 1 else 1))
                found.append(Signal(EXCHANGE, code, value, "MAD", day, match.start(), match.end()))
    return tuple(sorted(found, key=lambda signal: signal.start))


def _prices(text: str, day: date | None) -> tuple[Signal, ...]:
    found: list[Signal] = []
    for subject, names in _GOODS.items():
        for unit, written in _UNITS:
            pattern = rf"(?<!\w)(?:{names})(?!\w)[^\d\n.;]{{0,80}}?{_NUMBER}\s*(?:{written})"
            for match in re.finditer(pattern, text, re.IGNORECASE):
                value = _decimal(match["value"])
                if value:
                    found.append(Signal(COMMODITY, subject, value, unit, day, match.start(), match.end()))
    return tuple(sorted(found, key=lambda signal: (signal.start, signal.subject)))


def _weather(text: str, day: date | None) -> tuple[Signal, ...]:
    return tuple(
        Signal(WEATHER, found.place, found.value, found.unit, day, found.start, found.end)
        for found in read_weather(text)
    )


def _decimal(text: str) -> Decimal | None:
    try:
        return parse_decimal(text)
    except NumberError:
        return None
