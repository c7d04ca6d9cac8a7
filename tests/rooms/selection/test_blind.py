"""A reading is blind: no name, no place, no contact, in either alphabet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mourafaka.selection.blind import MASK, Redactor
from mourafaka.selection.queries.review import blind_dossier
from tests.factories.registry import CooperativeFactory
from tests.factories.selection import AdmissibleFactory, AssignmentFactory
from tests.factories.territory import CommuneFactory

NAMES = [
    "Coopérative Tamaynut Argane",
    "تعاونية تماينوت أركان",
    "Fatima-Zahra Aït Oumghar",
    "Douar Imi Ouaddar",
    "Sidi Bibi",
]
strike = Redactor.for_names(NAMES, kept=["Chtouka-Aït Baha", "اشتوكة أيت باها"])


@pytest.mark.parametrize(
    ("text", "struck"),
    [
        ("La coopérative TAMAYNUT vend.", "La coopérative ▇▇▇ vend."),
        ("Tamaynût, notre coopérative", "▇▇▇, notre coopérative"),
        ("Tamaynut Argane est née en 2018", "▇▇▇ est née en 2018"),
        ("تأسست تعاونية تماينوت سنة 2018", "تأسست تعاونية ▇▇▇ سنة 2018"),
        ("تأسست تعاونية تَمايْنوت سنة 2018", "تأسست تعاونية ▇▇▇ سنة 2018"),
        ("منتوجات بتماينوت ولتماينوت", "منتوجات ▇▇▇"),
        ("Mme Fatima Zahra AIT OUMGHAR, présidente", "Mme ▇▇▇, présidente"),
        ("Mme Oumghar préside", "Mme ▇▇▇ préside"),
        ("au douar d'Imi Ouaddar", "au douar d'▇▇▇"),
        ("commune de Sidi Bibi", "commune de ▇▇▇"),
        ("Tél. 06 61 22 33 44", "Tél. ▇▇▇"),
        ("Tél. +212661223344.", "Tél. ▇▇▇."),
        ("Tél. 05-28-22-33-44", "Tél. ▇▇▇"),
        ("الهاتف ٠٦٦١٢٢٣٣٤٤", "الهاتف ▇▇▇"),
        ("Écrire à coop.tamaynut@gmail.com", "Écrire à ▇▇▇"),
        ("www.tamaynut-argane.ma et facebook.com/tamaynut", "▇▇▇ et ▇▇▇"),
    ],
)
def test_what_names_the_cooperative_is_struck_out(text, struck):
    assert strike(text) == struck


@pytest.mark.parametrize(
    "text",
    [
        "Nous pressons l’huile d’argane à froid pour 12 000 000 de clients.",
        "Les femmes de la coopérative veulent 1 200 000 DH en 2021 et 48 emplois.",
        "نعصر زيت الأركان ونبيعه في اشتوكة أيت باها بثمن 120 درهم.",
        "Chtouka-Aït Baha manque d’eau.",
        "",
    ],
)
def test_what_names_nobody_stays_as_written(text):
    assert strike(text) == text


def test_a_name_made_of_common_words_is_struck_out_as_a_whole_only():
    redactor = Redactor.for_names(["Coopérative Argane Femmes"])

    assert redactor("Argane Femmes vend de l’argane aux femmes.") == "▇▇▇ vend de l’argane aux femmes."


def test_a_name_of_two_writings_is_found_in_the_other_alphabet():
    redactor = Redactor.for_names(["Taroudannt Tighanimine"])

    assert redactor("تعاونية تيغانيمين") == "تعاونية ▇▇▇"


@given(
    before=st.text(st.characters(categories=["Lu", "Ll", "Zs", "Po", "Nd"]), max_size=40),
    after=st.text(st.characters(categories=["Lu", "Ll", "Zs", "Po", "Nd"]), max_size=40),
    name=st.sampled_from(["Tamaynut", "TAMAYNUT", "tamaynut", "Oumghar", "تماينوت", "Fatima-Zahra"]),
)
def test_a_name_is_struck_out_wherever_it_stands(before, after, name):
    assert name not in strike(f"{before} {name} {after}")


@given(st.text(max_size=200))
def test_any_text_comes_out_without_losing_what_is_not_struck(text):
    struck = strike(text)

    assert MASK in struck or struck == text


@pytest.mark.django_db
def test_the_dossier_of_a_reader_carries_no_canary(call):
    commune = CommuneFactory(name_fr="Canaricommune", name_ar="كناريجماعة", province__code="09.541")
    cooperative = CooperativeFactory(
        name_fr="Coopérative Canarinom",
        name_ar="تعاونية كنارياسم",
        leader_name="Zineb Canaripresidente",
        address="Douar Canariadresse",
        phone="+212661000111",
        commune=commune,
        ice="991999888000053",
    )
    texts = (
        "Canarinom, كنارياسم, Canaripresidente, Canariadresse, Canaricommune, كناريجماعة, "
        "0661000111, canari@example.org"
    )
    application = AdmissibleFactory(
        call=call,
        cooperative=cooperative,
        project_title=texts,
        collective_need=texts * 5,
        products=texts,
        innovation=texts,
        market=texts,
        environment=texts,
        need_management=texts,
        need_technique=texts,
        need_marketing=texts,
        support_received=texts,
    )

    shown = str(blind_dossier(AssignmentFactory(application=application)))

    for canary in ("anari", "كناري", "661000111", cooperative.code, cooperative.ice):
        assert canary not in shown
