from mourafaka.engine.press.topics import Topics

REGISTRY = [
    ("C-1", "Coopérative Tifaouine"),
    ("C-1", "تعاونية تيفاوين"),
    ("C-2", "Coopérative Agricole Taitmatine du Souss"),
    ("C-3", "Coopérative Al Amal"),
    ("C-4", "Coopérative Al Amal"),
]


def tags(text):
    return [(tag.kind, tag.code, text[tag.start : tag.end]) for tag in Topics(REGISTRY).tags(text)]


def test_sectors_chains_and_programme_are_tagged_with_their_evidence():
    assert tags("Le programme Mourafaka soutient l'huile d'olive") == [
        ("programme", "mourafaka", "programme Mourafaka"),
        ("value_chain", "HUO", "huile d'olive"),
    ]
    assert tags("برنامج مرافقة وزيت الزيتون") == [
        ("programme", "mourafaka", "برنامج مرافقة"),
        ("value_chain", "HUO", "زيت الزيتون"),
    ]


def test_a_cooperative_of_one_word_counts_only_after_the_word_cooperative():
    assert tags("La coopérative Tifaouine expose") == [("cooperative", "C-1", "Tifaouine")]
    assert tags("تعاونية تيفاوين تعرض") == [("cooperative", "C-1", "تيفاوين")]
    assert tags("Tifaouine veut dire lumière") == []


def test_a_long_name_counts_alone_and_a_name_of_two_cooperatives_tags_neither():
    assert ("cooperative", "C-2", "Agricole Taitmatine du Souss") in tags(
        "Agricole Taitmatine du Souss exporte"
    )
    assert tags("La coopérative Al Amal expose") == []
