import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django_cotton import render_component

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "title"), [("fr", "Composants"), ("ar", "المكونات")])
def test_the_page_of_components_speaks_the_language_of_the_visitor(client, language, title):
    client.cookies["django_language"] = language

    page = client.get(reverse("portal:components")).content.decode()

    assert f"<h1>{title}</h1>" in page


def test_the_page_of_components_shows_each_sample_in_french_and_in_arabic(client):
    page = client.get(reverse("portal:components")).content.decode()

    assert ("Nom de la coopérative" in page, "اسم التعاونية" in page) == (True, True)


def test_a_field_that_is_wrong_is_joined_to_its_error(client):
    page = client.get(reverse("portal:components")).content.decode()

    assert 'aria-describedby="fr-wrong-name_helptext fr-wrong-name_error"' in page


def test_the_chosen_theme_is_kept_in_a_cookie(client):
    client.post(reverse("portal:theme"), {"theme": "dark"})

    assert 'data-theme="dark"' in client.get("/").content.decode()


def test_an_unknown_theme_gives_the_choice_back_to_the_device(client):
    client.post(reverse("portal:theme"), {"theme": "purple"})

    assert "data-theme" not in client.get("/").content.decode()


def test_changing_theme_never_leads_to_another_site(client):
    answer = client.post(reverse("portal:theme"), {"theme": "dark", "next": "https://elsewhere.example/"})

    assert answer["Location"] == "/"


def test_a_signed_in_person_is_greeted_by_name(client_as, users):
    page = client_as(users("delegate", "09", full_name="Amina El Idrissi")).get("/").content.decode()

    assert "Amina El Idrissi" in page


def test_demonstration_data_is_said_synthetic(client, settings):
    settings.DEMO = True

    assert "Données synthétiques de démonstration" in client.get("/").content.decode()


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "413", "500", "503", "507"])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_an_error_page_needs_neither_request_nor_user(code, language):
    with translation.override(language):
        page = render_to_string(f"{code}.html")

    assert f'<html lang="{language}"' in page


def test_an_unknown_address_is_answered_in_our_words(client):
    answer = client.get("/nothing/here/")

    assert (answer.status_code, "Il n’y a rien à cette adresse" in answer.content.decode()) == (404, True)


def test_a_bar_of_a_meter_is_drawn_with_a_point_whatever_the_language(rf):
    with translation.override("fr"):
        drawn = render_component(rf.get("/"), "meter", {"value": 36.4, "max": 100, "label": "Argan"})

    assert 'width="36.4"' in drawn
