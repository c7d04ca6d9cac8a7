"""The three marks of an aggregator's page, in its four languages: image notice, «Publié dans…», closing line.

The French wording is that of the page this product began with; the others follow the same aggregator's editions.
Each pattern keeps to what the sentence must say, so that a comma or an accent more or less changes nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from mourafaka.engine.press.dates import find_date, plain_digits

_APOSTROPHE = "['’ʼ´`]"
_THANKED = (
    rf"merci\s+d{_APOSTROPHE}?\s*avoir\s+signal[ée]e?",
    r"(?:شكرا|شكر[اً]+)\s+(?:لك\s+|لكم\s+)?(?:على|علي|ل)\s*(?:الإ?ا?بلاغ|التبليغ|لإ?ا?بلاغ|إ?ا?بلاغك\w*|تبليغك\w*)",
    r"gracias\s+por\s+(?:informar|reportar|denunciar|notificar|avisar|señalar|comunicar\w*|su\s+\w+|tu\s+\w+)\w*",
    r"thank(?:s|\s+you)\s+for\s+(?:your\s+)?(?:report|notif|flagg|signal)\w*(?:\s+(?:it|this|us|the\s+\w+|this\s+\w+))?",
)
_GAP = r"(?:(?![^\S\n]{2})[^\n\t]){0,90}?"  # words of one sentence: never across the border of two headlines
_END = r"\s*[.!…]+|(?:(?![^\S\n]{2})[^\n\t.!…]){0,60}(?:[.!…]+|(?=\n|$))"  # what is left of the sentence
_BLOCKED = (
    rf"cette\s+(?:image|photo)\s+sera\s+{_GAP}bloqu[ée]e{_GAP}(?:personnes|utilisateurs|lecteurs)",
    rf"(?:سيتم|سوف\s+يتم|ستحجب|سيحجب|سيُحجب)\s+{_GAP}الصورة{_GAP}(?:أشخاص|اشخاص|شخص|مستخدمين|قراء)",
    rf"(?:esta|la)\s+(?:imagen|foto)\s+{_GAP}bloque{_GAP}(?:personas|usuarios|lectores)",
    rf"this\s+(?:image|photo|picture)\s+{_GAP}block{_GAP}(?:people|persons|users|readers)",
)
NOTICE = re.compile(
    rf"(?:¡?(?:{'|'.join(_THANKED)})\s*[!.؛:…]*\s*)?(?:{'|'.join(_BLOCKED)})(?:{_END})?", re.IGNORECASE
)  # both sentences, perhaps on two lines
THANKS = re.compile(rf"¡?(?:{'|'.join(_THANKED)})\s*[!.…]*", re.IGNORECASE)

_SEPARATOR = r"\s*[-/.‐‑–—]\s*"
_DAY = (
    rf"(?:\d{{1,4}}{_SEPARATOR}\d{{1,2}}{_SEPARATOR}\d{{1,4}}"
    r"|\d{1,2}(?:er|º|st|nd|rd|th)?[\s\-/]+(?:de\s+)?[^\W\d_]+\.?(?:\s+(?:الأول|الثاني))?[\s\-/,]+(?:de[l]?\s+)?\d{4}"
    r"|[^\W\d_]+\s+\d{1,2}(?:st|nd|rd|th)?\s*,?\s+\d{4})"
)
_CLOCK = r"(?:\s*[,،@|–-]?\s*(?:à|at|a\s+las|على\s+الساعة)?\s*\d{1,2}\s*[:hH]\s*\d{2}(?::\d{2})?)?"
_WEEKDAYS = (
    "(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|[a-z]+day"
    "|ال(?:اثنين|إثنين|ثلاثاء|أربعاء|خميس|جمعة|سبت|أحد)"
)
_WEEKDAY = rf"(?:(?:{_WEEKDAYS})\s*[,،]?\s+)?"
# verb and preposition, then the word before the day
_SAYINGS = (
    (r"(?:Publi[ée]e?|Parue?|Mise?\s+en\s+ligne)\s+(?:dans|par|sur|chez)", r"le"),
    (r"(?:ن\u064f?شرت?|تم\s+نشره)\s+(?:في|على|من\s+طرف)", r"(?:يوم|بتاريخ)"),
    (r"Publicad[oa]\s+(?:en|por)", r"el"),
    (r"(?:Published|Posted)\s+(?:in|on|by)", r"on"),
)
_BY = r"(?:\s*[,،|–-]?\s*(?:par|by|por|بقلم|من\s+طرف)\s+[^\n]{1,80})?"
_WHEN = rf"(?P<when>{_WEEKDAY}{_DAY}{_CLOCK})"
_WHOLE_BYLINES = [
    re.compile(rf"\s*{saying}\s*:?\s+(?P<paper>.+){before}{_WHEN}{_BY}\s*[.)]?\s*", re.IGNORECASE)
    for connected in (True, False)
    for saying, word in _SAYINGS
    for before in ([rf"\s*[,،]?\s+{word}\s+"] if connected else [r"(?:\s*[,،(–|-]\s*|\s+)"])
]
_DAY_FIRST = (  # the day before the paper
    r"(?:Publi[ée]e?|Parue?|Mise?\s+en\s+ligne)\s+le\s+{when}\s+(?:dans|par|sur|chez)",
    r"(?:ن\u064f?شرت?|تم\s+نشره)\s+(?:يوم|بتاريخ)\s+{when}\s+(?:في|على|من\s+طرف)",
    r"Publicad[oa]\s+el\s+{when}\s+(?:en|por)",
    r"(?:Published|Posted)\s+on\s+{when}\s+(?:in|by)",
)
_WHOLE_BYLINES += [
    re.compile(rf"\s*{saying.format(when=_WHEN)}\s*:?\s+(?P<paper>[^.!?]+?)\s*\.?\s*", re.IGNORECASE)
    for saying in _DAY_FIRST
]
_BARE_BYLINES = [
    re.compile(rf"\s*{saying}\s*:?\s+(?P<paper>[^.!?؟\n]{{2,60}}?)(?:\s+{word})?[\s\d/.-]*", re.IGNORECASE)
    for saying, word in _SAYINGS
]
_SIGNATURE = re.compile(
    r"(?i:par|by|por|بقلم|إعداد)\s*:?\s+\S.{0,60}|(?:[A-ZÀ-Ý][\w'’.-]+\s+){1,3}[A-ZÀ-Ý][\w'’.-]+"
)
BYLINE = "|".join(
    rf"{saying}\s+[^\n]{{1,120}}?\s+{word}\s+{_WEEKDAY}{_DAY}{_CLOCK}" for saying, word in _SAYINGS
)  # without groups of its own, for whoever seeks it inside a line
_CLOSINGS = (
    rf"cliqu(?:ez|er)\s+ici\s+pour\s+(?:lire|voir|consulter)\s+l{_APOSTROPHE}\s*(?:article|info\w*|original)\b[^\n]{{0,40}}?source",
    r"(?:انقر|أنقر|إ?ا?ضغط|اضغط|اضغطوا|انقروا)\s+(?:هنا|على\s+الرابط)\s+(?:لقراءة|لقراءه|للاطلاع|لمطالعة|لرؤية|لمشاهدة)[^\n]{0,40}?(?:مصدره?ا?|المصدر|الأصلي)",
    r"(?:haga|haz|pulse|pincha|pinche|hacer|clic|click)\s*(?:clic[k]?\s+)?(?:aquí|aqui)\s+para\s+(?:leer|ver)[^\n]{0,40}?(?:fuente|origen|original)",
    r"click\s+here\s+to\s+(?:read|see|view)\b[^\n]{0,40}?source",
)
CLOSING = re.compile(rf"(?:{'|'.join(_CLOSINGS)})\s*[.!…]*", re.IGNORECASE)


@dataclass(frozen=True)
class Byline:
    publisher: str
    published_on: date | None  # None when its figures are no day of the calendar


_LIKELY = (
    re.compile(
        r"(?:Publi[ée]e?|Parue?)\s+(?:dans|par|sur|chez)|نشرت?\s+(?:في|على)|Publicad[oa]\s+en|Published\s+in",
        re.I,
    ),
    re.compile(r"Cliquez\s+ici|(?:انقر|أنقر|[اإ]ضغط)\s+هنا|(?:Haga|Haz)\s+clic|Click\s+here", re.I),
)


def may_be_aggregated(text: str) -> bool:
    """Whether a page holds the words of an aggregator's byline and of its closing line: quick, and sure of nothing."""
    return all(words.search(text) for words in _LIKELY)


def begins_byline(line: str) -> bool:
    """Whether a line is the beginning of «Publié dans PAPER le DAY», which a flattened link may have cut in three."""
    return len(line) < 120 and any(re.match(rf"\s*{saying}\b", line, re.IGNORECASE) for saying, _ in _SAYINGS)


def read_byline(line: str) -> Byline | None:
    """What a line «Publié dans PAPER le DAY» says; None for any other line."""
    if len(line) > 300:
        return None
    plain = plain_digits(line)
    for pattern in _WHOLE_BYLINES:
        match = pattern.fullmatch(plain)
        if match:
            day = find_date(match["when"])
            paper = match["paper"]
            # a paper's name may hold digits: it is taken from the line as written when nothing moved
            written = line[match.start("paper") : match.end("paper")] if len(plain) == len(line) else paper
            return Byline(re.sub(r"[\s,،]+$", "", written.strip()), day[0] if day else None)
    return None


def read_bare_byline(line: str) -> Byline | None:
    """What a line «Publié dans PAPER», whose day is missing, says; None for any other line."""
    for pattern in _BARE_BYLINES:
        match = pattern.fullmatch(line) if len(line) < 100 else None
        if match:
            return Byline(match["paper"].strip(), None)
    return None


def signs(line: str) -> bool:
    """Whether a line below a title names its author: «Par …», «بقلم …», or two to four words, all with a capital."""
    return _SIGNATURE.fullmatch(line) is not None


REPORT_LINK = re.compile(  # the link beside an image
    r"(?:signaler|reporter|report|flag|denunciar|الإ?ا?بلاغ عن)\s+(?:cette|une|l['’]|this|the|esta|la|هذه)?\s*"
    r"(?:image|photo|picture|imagen|foto|ال?صورة)\s*$",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"\b(?:image|photo|imagen|foto|picture)\b|صورة", re.IGNORECASE)
_REPORTED = re.compile(
    r"signal|report|bloqu|block|abus|denunci|masqu|retir|removed|hidden|إبلاغ|ابلاغ|تبليغ|حجب|حظر",
    re.IGNORECASE,
)


def looks_like_notice(line: str) -> bool:
    """Whether an unknown wording speaks of a picture and of reporting it. Only asked of the line before a title."""
    return (
        len(line) < 250 and bool(_PICTURE.search(line)) and len(set(_REPORTED.findall(line.casefold()))) > 1
    )
