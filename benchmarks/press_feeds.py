"""Feeds such as papers give: titles and summaries in words of their own, one item in ten taken over from another.

Made up: half the words are the test corpus's, half come from four thousand made of syllables, the n-th used 1/n as
often as the first, as in any language; in no order, so that two items share hardly three words in a row.
"""

from __future__ import annotations

import itertools
import random
import re

from tests.press_corpus import HEADLINES, PLACES, SENTENCES

ITEMS = 20
TAKEN_OVER = 0.1
COMMON = sorted(
    {word for told in (*HEADLINES["fr"], *SENTENCES["fr"]) for word in re.findall(r"[^\W\d_]{2,}", told)}
)
SYLLABLES = re.findall(r"\w+", "ba che de fi gan lo mer nou pré qui ra son ti val vre bou cla dro fem gri")
_MADE = random.Random(4)
RARE = ["".join(_MADE.choices(SYLLABLES, k=_MADE.choice((2, 3, 3, 4)))) for _ in range(4000)]
_OFTEN = list(itertools.accumulate(1 / n for n in range(1, len(RARE) + 1)))


def rss(n: int) -> bytes:
    """The feed of paper n: 20 items, one an hour."""
    base = f"https://paper{n}.example"
    items = "".join(
        f"<item><title>{title}</title><link>{base}/{at}</link><guid isPermaLink='false'>{n}-{at}</guid>"
        f"<description>&lt;p&gt;{summary} &amp;amp; suite.&lt;/p&gt;</description>"
        f"<pubDate>Mon, 30 Nov 2026 {23 - at:02}:00:00 +0100</pubDate></item>"
        for at, (title, summary) in enumerate(_told(n))
    )
    return (
        f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Journal d'essai {n}</title>"
        f"<link>{base}</link><language>fr</language><ttl>30</ttl>{items}</channel></rss>"
    ).encode()


def _told(n: int) -> list[tuple[str, str]]:
    chance = random.Random(n)
    own = [_item(n, at) for at in range(ITEMS)]
    others = [_item(n - 1, at) for at in range(ITEMS)]
    return [other if chance.random() < TAKEN_OVER else mine for mine, other in zip(own, others, strict=True)]


def _item(n: int, at: int) -> tuple[str, str]:
    """A title of ten words and a summary of thirty."""
    chance = random.Random(1000 * n + at)
    return f"{chance.choice(PLACES['fr'])} : {_words(chance, 9)}", _words(chance, 30)


def _words(chance: random.Random, count: int) -> str:
    rare = chance.choices(RARE, cum_weights=_OFTEN, k=count)
    return " ".join(chance.choice(COMMON) if chance.random() < 0.5 else word for word in rare)
