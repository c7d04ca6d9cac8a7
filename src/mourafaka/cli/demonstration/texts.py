"""The words of the synthetic applications, put together from the sentences of `data/dossiers.toml`."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

LEAST_NEED = 200  # characters the form asks for


@cache
def sentences() -> dict[str, Any]:
    text = resources.files("mourafaka.cli.demonstration") / "data" / "dossiers.toml"
    return tomllib.loads(text.read_text(encoding="utf-8"))


def written_in_arabic(chain: str) -> bool:
    """Whether the value chain has sentences in Arabic too."""
    return chain in sentences()["ar"]


def dossier(draw: random.Random, chain: str, language: str, facts: Mapping[str, Any]) -> dict[str, str]:
    """The written sections of one application."""
    own, common = sentences()[language][chain], sentences()[language]["common"]
    shared = [part for part in common["need"] if facts["women"] or "{women}" not in part]
    parts = [own["need"], *draw.sample(shared, 2)]
    return {
        "project_title": draw.choice(own["titles"]),
        "collective_need": " ".join(part.format(**facts) for part in parts),
        "products": own["products"],
        "innovation": draw.choice(own["innovations"]),
        "market": draw.choice(own["markets"]),
        "environment": own["environment"],
        "need_management": draw.choice(common["need_management"]),
        "need_technique": own["technique"],
        "need_marketing": draw.choice(common["need_marketing"]),
        "support_received": draw.choice(common["support"]),
    }
