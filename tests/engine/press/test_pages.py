from datetime import date

import pytest

from mourafaka.engine.press.pages import Headline, PageError, read_page
from tests.press_corpus import NOTICE, page

BORDERS = ["    ", "  ", "\t", "\xa0\xa0\xa0", " \u2009 "]

SMALL = """Cours des devises du mercredi 21 mai 2025    L'ONCF : « on roule »  3-2 \xa0: le Raja l'emporte\tيوم العمال
Merci d'avoir signalé! Cette image sera automatiquement bloquée après qu'elle soit signalée par plusieurs personnes.
2ème tranche du programme Mourafaka : 33 coopératives ciblées dans le Souss
Publié dans Aujourd'hui le Maroc le 27 - 04 - 2020
Un seul paragraphe, publié dans la revue X le 3 mai 2019.
Cliquez ici pour lire l'article depuis sa source.
"""


@pytest.mark.parametrize("lang", ["fr", "ar", "es", "en"])
@pytest.mark.parametrize("seed", range(3))
def test_a_stored_page_gives_every_headline_and_field_exactly(lang, seed):
    made = page(lang, seed)
    whole = [made.text(border) for border in BORDERS]
    whole += [made.text(end="\r\n"), made.text().encode(), made.text().encode("utf-16"), made.html()]
    flat = " " * 5

    for content in [*whole, made.text().replace("\n", flat)]:
        read = read_page(content)

        assert [(headline.text, headline.lang) for headline in read.headlines] == made.river
        assert read.article is not None
        assert (read.article.title, read.article.publisher) == (made.title, made.paper)
        assert read.article.published_on == made.published_on
        assert list(read.article.paragraphs) == made.paragraphs
        assert (read.image_notice, read.article.source_label) == (made.lines[0], made.lines[2])
        assert read.article.lang == lang


def test_blanks_before_punctuation_and_inside_quotes_part_no_headline():
    read = read_page(SMALL)

    assert read.headlines == (
        Headline("Cours des devises du mercredi 21 mai 2025", "fr"),
        Headline("L'ONCF : « on roule »", "fr"),
        Headline("3-2 : le Raja l'emporte", "fr"),
        Headline("يوم العمال", "ar"),
    )
    assert read.article is not None
    assert read.article.paragraphs == ("Un seul paragraphe, publié dans la revue X le 3 mai 2019.",)


@pytest.mark.parametrize(
    ("written", "paper", "day"),
    [
        ("Publié dans Aujourd'hui le Maroc le 27-04-2020", "Aujourd'hui le Maroc", date(2020, 4, 27)),
        ("Publié dans Le 360 le lundi 27 avril 2020", "Le 360", date(2020, 4, 27)),
        ("Publié dans H24 Info le 1er août 2021 à 10h30", "H24 Info", date(2021, 8, 1)),
        ("نشر في هسبريس يوم ٢٧ - ٠٤ - ٢٠٢٠", "هسبريس", date(2020, 4, 27)),
        ("نشر في المساء يوم 3 شتنبر 2019", "المساء", date(2019, 9, 3)),
        ("نُشر في صوت 24 يوم الاثنين 5 غشت 2024", "صوت 24", date(2024, 8, 5)),
        ("Publicado en El Correo el 2 de mayo de 2018", "El Correo", date(2018, 5, 2)),
        ("Published in Daily Sample on April 27, 2020", "Daily Sample", date(2020, 4, 27)),
        ("Publié dans Le Matin le 31 - 02 - 2020", "Le Matin", None),
        ("Publié dans : H24 le 24 le 1 - 1 - 2020", "H24 le 24", date(2020, 1, 1)),
        ("Publié le 27 - 04 - 2020 dans Le Matin du Sahara", "Le Matin du Sahara", date(2020, 4, 27)),
        ("نشر يوم 27 أبريل 2020 في المساء", "المساء", date(2020, 4, 27)),
        ("Publié dans Aujourd'hui le Maroc", "Aujourd'hui le Maroc", None),
        ("Publié dans Aujourd'hui le Maroc le  - -", "Aujourd'hui le Maroc", None),
    ],
)
def test_paper_and_day_are_read_as_each_language_writes_them(written, paper, day):
    read = read_page(f"Un titre\n{written}\nUn paragraphe.\n")

    assert read.article is not None
    assert (read.article.title, read.article.publisher, read.article.published_on) == ("Un titre", paper, day)


def test_without_notice_river_or_closing_line_the_article_is_whole():
    made = page("fr", 5)
    bare = "\n".join(line for line in made.text().split("\n")[2:] if line != made.lines[2])
    without_notice = made.text().replace(made.lines[0] + "\n", "")

    read, unnoticed = read_page(bare), read_page(without_notice)

    assert read.headlines == ()
    assert read.image_notice is None
    assert read.article is not None
    assert (read.article.title, list(read.article.paragraphs)) == (made.title, made.paragraphs)
    assert read.article.source_label is None
    assert unnoticed.image_notice is None
    assert [row.text for row in unnoticed.headlines] == [text for text, _ in made.river]


def test_a_title_that_begins_as_the_byline_does_is_the_title():
    made = page("fr", 4)
    title = "Publié dans la douleur : un livre sur le safran"

    article = read_page(made.text().replace(made.title, title)).article

    assert article is not None
    assert (article.title, article.publisher) == (title, made.paper)


def test_a_plain_text_that_quotes_tags_stays_plain():
    made = page("fr", 4)
    quoting = "Il écrit <p>ceci</p> et <a>cela</a> dans la page."

    article = read_page(made.text().replace(made.paragraphs[0], quoting)).article

    assert article is not None
    assert list(article.paragraphs) == [quoting, *made.paragraphs[1:]]


def test_a_notice_on_two_lines_is_one_and_its_words_inside_the_river_are_none():
    made = page("ar", 1, headlines=3)
    notice = NOTICE["ar"]
    first = notice.index("!") + 1
    text = made.text().replace(notice, notice[:first] + "\r\n" + notice[first:].strip())
    trap = "متى يتم إصلاح الطريق؟    معرض الصورة يجمع أشخاصا من أكادير    "

    read = read_page(trap + text)

    assert read.image_notice == notice
    assert [row.text for row in read.headlines] == [
        *trap.split("    ")[:2],
        *[text for text, _ in made.river],
    ]


OTHER_NOTICES = [
    "Thank you for reporting! This image will be automatically blocked after several people report it.",
    "¡Gracias por informar! Esta imagen se bloqueará automáticamente cuando varias personas la denuncien",
    "شكرا على التبليغ! سيتم حجب هذه الصورة تلقائيا عندما يبلغ عنها عدة أشخاص.",
    "Votre signalement est enregistré : l'image signalée sera masquée.",
]


def variants():
    """The same page as other programs would have stored it."""
    made = page("fr", 3, headlines=6, paragraphs=2)
    text, (notice, byline, _) = made.text(), made.lines
    lines = text.split("\n")
    yield from ((text.replace(notice, other), other) for other in OTHER_NOTICES)
    yield text.replace(byline, f"Publié dans\n{made.paper}\nle {made.day}"), notice
    yield text.replace(byline, f"{byline} par Une Plume"), notice
    yield text.replace(byline, f"Par Une Plume\n{byline}"), notice
    yield text.replace(notice + "\n", "").replace(byline, f"بقلم هيئة التحرير\n{byline}"), None
    yield text.replace(notice, f"Signaler cette image\n{notice}\nSignaler cette image"), notice
    yield f"{notice}\n{text.replace(notice, '')}", notice
    yield text.encode("utf-16-le"), notice
    yield text.encode("utf-16-be"), notice
    yield text.encode() + b"\n\xc3", notice
    yield site(made), notice
    yield text.replace("\n", "  \n\n"), notice
    yield text.replace("    ", "\n", 3), notice
    yield "<html><body>" + "".join(f"<div>{line}</div>" for line in lines) + "</body></html>", notice
    yield f"<html><body><div>{'<br>'.join(lines)}</div></body></html>", notice
    yield f"<html><body><pre>{text}</pre></body></html>", notice
    yield text.replace("    ", "&nbsp;" * 4).join(("<p>", "</p>")).replace("\n", "</p>\n<p>"), notice
    yield made.html().replace("><", ">\n      <"), notice


def site(made):
    """The page as a site lays it out: menus, a byline of three elements, strangers inside the article."""
    river = "".join(f"<li><a href=/{n}>{text}</a></li>" for n, (text, _) in enumerate(made.river))
    body = "<br/>\n<br/>".join(made.paragraphs)
    first, second = made.lines[0].split("!")
    return f"""<html><head><title>Le site : {made.title}</title></head><body>
    <div id=top><a href=/>Accueil</a> <a href=/s>Toutes les sources</a></div><ul>{river}</ul>
    <div><a href=#>Signaler cette image</a><div style="display:none">{first}!<br>{second}</div></div>
    <div class=t>{made.title}</div><div class=author>{made.paper}</div>
    <div>Publié dans</div><div><a href=/p>{made.paper}</a></div><div>le {made.day}</div>
    <div class=share><p>Partager cet article</p></div>{body}<div><a href=/8>À lire aussi dans ce journal</a></div>
    <p><a href=/source>Cliquez ici</a> pour lire l'article depuis sa source.</p></body></html>"""


@pytest.mark.parametrize(("content", "notice"), list(variants()))
def test_a_page_stored_otherwise_says_the_same(content, notice):
    made = page("fr", 3, headlines=6, paragraphs=2)

    read = read_page(content)

    assert [row.text for row in read.headlines] == [text for text, _ in made.river]
    assert read.article is not None
    assert (read.article.title, read.article.publisher) == (made.title, made.paper)
    assert (read.article.published_on, list(read.article.paragraphs)) == (made.published_on, made.paragraphs)
    assert read.image_notice == notice


def test_without_notice_and_byline_the_closing_line_still_tells_the_article_from_the_river():
    made = page("fr", 4)
    notice, byline, closing = made.lines
    bare = made.text().replace(notice + "\n", "").replace(byline + "\n", "")

    read = read_page(bare)

    assert [row.text for row in read.headlines] == [text for text, _ in made.river]
    assert read.article is not None
    assert (read.article.title, read.article.publisher, read.article.published_on) == (made.title, "", None)
    assert (list(read.article.paragraphs), read.article.source_label) == (made.paragraphs, closing)


def test_a_river_that_ends_a_page_without_closing_line_is_no_paragraph():
    made = page("fr", 2, headlines=6)
    text = made.text().replace(made.lines[2], "    ".join(text for text, _ in made.river))

    read = read_page(text)

    assert len(read.headlines) == 12
    assert read.article is not None
    assert list(read.article.paragraphs) == made.paragraphs


def test_the_river_after_the_article_belongs_to_the_river():
    made = page("fr", 2, headlines=4)

    read = read_page(made.text() + "Un titre de plus    Encore un autre titre\n")

    assert [row.text for row in read.headlines[-2:]] == ["Un titre de plus", "Encore un autre titre"]
    assert read.article is not None
    assert list(read.article.paragraphs) == made.paragraphs


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "empty"),
        (b"  \r\n ", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "not_text"),
        ("Bonjour.", "not_a_page"),
        ("<html><body></body></html>", "not_a_page"),
        ("<div>" * 20_000 + "x", "not_a_page"),
        ("x" * 5_000_001, "too_large"),
        ("{" * 200_000, "not_a_page"),
    ],
)
def test_what_is_no_such_page_is_refused_in_one_sentence(content, code):
    with pytest.raises(PageError) as refused:
        read_page(content)

    assert refused.value.code == code


@pytest.mark.parametrize("length", [20_000, 400_000])
def test_a_page_made_to_be_slow_is_read_in_linear_time(length):
    import time

    filler = "Publié dans " + "a " * length
    start = time.process_time()

    with pytest.raises(PageError):
        read_page(filler[:length])

    assert time.process_time() - start < 10
