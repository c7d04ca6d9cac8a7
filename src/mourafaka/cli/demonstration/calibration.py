"""The figures the demonstration is calibrated on.

Public aggregates on Moroccan cooperatives, transcribed by hand in November 2026 from the pages of ODCO and of
the press; each constant names its source. What is drawn from them is synthetic: no real cooperative, person
or account is described anywhere in the demonstration.
"""

from __future__ import annotations

from decimal import Decimal

# Shares of sectors among the 4,772 cooperatives of Souss-Massa, end of 2022 (ODCO, Agadir delegation).
SECTOR_SHARES = {"agriculture": 0.607, "argan": 0.130, "crafts": 0.124, "other": 0.139}

# Mean members of a new cooperative: 12.9 in the first half of 2013 (11.7 women only); 12.1 in the whole stock
# of 2025 (10.1 women only, 2020). Law 112-12 asks for five.
MEMBERS_MEAN = 12.1
WOMEN_ONLY_MEMBERS_MEAN = 10.6
MEMBERS_LEAST = 5

# Souss-Massa had 15 % of the country's women-only cooperatives and 8.87 % of all its cooperatives; 15.4 % of
# the country's stock is women-only (ODCO figures, 2020): 0.154 x 0.15 / 0.0887.
WOMEN_ONLY_SHARE = 0.26
# Women among the members of all cooperatives, 2023 (ODCO): 32 %. The share in mixed cooperatives follows.
WOMEN_IN_MIXED_SHARE = 0.24

# Mean subscribed capital of a new cooperative, first half of 2013 (ODCO), all and women only, in MAD.
CAPITAL_MEAN_MAD = Decimal(10569)
WOMEN_ONLY_CAPITAL_MEAN_MAD = Decimal(3235)

# How many applications each prefecture or province brings. Invented, in the order of the places it may get.
APPLICATIONS = {"09.001": 40, "09.273": 19, "09.163": 29, "09.541": 52, "09.581": 32, "09.551": 10}

# Dominant value chains by prefecture and province (ODCO, Agadir delegation; regional press), with invented
# weights inside each sector.
VALUE_CHAINS: dict[str, dict[str, dict[str, int]]] = {
    "09.001": {
        "agriculture": {"MIE": 5, "ELV": 3, "MAR": 2, "HUO": 2, "FIB": 1},
        "argan": {"ARG": 3, "COS": 2},
        "crafts": {"TAP": 2, "VAN": 2, "POT": 1},
        "other": {"TOU": 3, "PEC": 3, "AML": 2, "SER": 1, "NUM": 2, "REC": 1},
    },
    "09.273": {
        "agriculture": {"AVI": 3, "LAI": 3, "MAR": 2, "MIE": 1},
        "argan": {"ARG": 2, "COS": 2},
        "crafts": {"TAP": 2, "BIJ": 1, "POT": 1},
        "other": {"COU": 3, "SER": 2, "REC": 2, "NUM": 1, "AML": 1},
    },
    "09.163": {
        "agriculture": {"MAR": 5, "AMA": 4, "LAI": 2, "ELV": 2, "MIE": 1},
        "argan": {"ARG": 4, "COS": 1},
        "crafts": {"TAP": 4, "VAN": 1},
        "other": {"PEC": 2, "AML": 2, "COU": 2, "TOU": 1},
    },
    "09.541": {
        "agriculture": {"SAF": 7, "ELV": 4, "HUO": 4, "LAI": 3, "AMA": 3, "MIE": 2, "MAR": 2},
        "argan": {"ARG": 4, "COS": 1},
        "crafts": {"TAP": 3, "POT": 1, "VAN": 1},
        "other": {"PAM": 3, "COU": 2, "TOU": 1, "AML": 2, "SER": 1},
    },
    "09.581": {
        "agriculture": {"AMA": 5, "MIE": 4, "FIB": 3, "ELV": 2, "HUO": 1},
        "argan": {"ARG": 4, "COS": 1},
        "crafts": {"BIJ": 5, "TAP": 1},
        "other": {"AML": 3, "TOU": 2, "PAM": 1, "NUM": 1},
    },
    "09.551": {
        "agriculture": {"DAT": 7, "ELV": 2, "MIE": 1},
        "argan": {},
        "crafts": {"VAN": 3, "TAP": 1},
        "other": {"PAM": 3, "COU": 1},
    },
}

# The branch each value chain belongs to in the reference data; chains not named here have none.
BRANCHES = {
    "ARG": "argan-oil",
    "COS": "argan-cosmetics",
    "SAF": "saffron",
    "MIE": "beekeeping",
    "DAT": "dates",
    "AMA": "almonds",
    "FIB": "prickly-pear",
    "HUO": "olive",
    "LAI": "dairy",
    "ELV": "livestock",
    "AVI": "poultry",
    "MAR": "market-gardening",
    "AML": "preserves",
    "COU": "couscous",
    "PAM": "gathering",
    "PEC": "small-scale-fishing",
    "TAP": "weaving",
    "BIJ": "jewellery",
    "POT": "pottery",
    "VAN": "basketry",
}

# Value chains a cooperative of the first often also works in.
COMPANIONS = {"ARG": ("AML", "COS"), "COS": ("ARG",), "SAF": ("PAM",), "MIE": ("PAM",), "AMA": ("AML", "MIE")}
COMPANIONS |= {"AML": ("ARG", "AMA"), "HUO": ("AMA",), "DAT": ("PAM",), "COU": ("AML",), "ELV": ("LAI",)}

# The court whose clerk keeps the local register of each prefecture or province.
COURTS = {
    "09.001": "Agadir",
    "09.273": "Inezgane",
    "09.163": "Inezgane",
    "09.541": "Taroudannt",
    "09.581": "Tiznit",
    "09.551": "Tata",
}
