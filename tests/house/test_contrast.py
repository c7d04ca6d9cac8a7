"""Every text is legible: contrast of at least 4.5 computed from the tokens, in light and in dark."""

import math
import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "src/mourafaka/static/mourafaka/css/mourafaka.css"
COLOUR = r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)"
PAIR = re.compile(rf"--([\w-]+): light-dark\({COLOUR}, {COLOUR}\)")
SINGLE = re.compile(rf"--([\w-]+): {COLOUR};")

GROUNDS = ("paper", "surface", "sunken")
TEXTS = ("ink", "soft", "argan", "argan-strong", "saffron-ink", "indigo", "clay")
INKS = [(text, ground) for text in TEXTS for ground in GROUNDS] + [
    ("on-argan", "argan"),
    ("on-argan", "argan-strong"),
    ("on-deep", "argan-deep"),
    ("on-deep-soft", "argan-deep"),
    ("argan-strong", "argan-tint"),
    ("argan", "argan-tint"),
    ("saffron-ink", "saffron-tint"),
    ("indigo", "indigo-tint"),
    ("clay", "clay-tint"),
    ("soft", "soft-tint"),
    *[("ink", f"{tint}-tint") for tint in ("argan", "saffron", "indigo", "clay", "soft")],
]
EDGES = [("edge", ground) for ground in GROUNDS] + [("argan", "soft-tint"), ("indigo", "paper")]

Oklch = tuple[float, float, float]


def tokens() -> dict[str, dict[str, Oklch]]:
    text = CSS.read_text()
    themes: dict[str, dict[str, Oklch]] = {"light": {}, "dark": {}}
    for name, *numbers in PAIR.findall(text):
        light, dark = numbers[:3], numbers[3:]
        themes["light"][name] = tuple(map(float, light))
        themes["dark"][name] = tuple(map(float, dark))
    for name, *numbers in SINGLE.findall(text):
        for theme in themes.values():
            theme[name] = tuple(map(float, numbers))
    return themes


def luminance(colour: Oklch) -> float:
    """Relative luminance (WCAG 2) of an OKLCH colour, each channel clipped to sRGB as a screen does."""
    lightness, chroma, hue = colour[0] / 100, colour[1], math.radians(colour[2])
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(max(channel, 0), 1) for channel in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Oklch, other: Oklch) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_has_a_contrast_of_21():
    assert contrast((0, 0, 0), (100, 0, 0)) == pytest.approx(21, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), INKS)
def test_text_stands_out_from_its_ground(theme, text, ground):
    colours = tokens()[theme]

    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_the_edge_of_a_control_stands_out_from_its_ground(theme, edge, ground):
    colours = tokens()[theme]

    assert contrast(colours[edge], colours[ground]) >= 3
