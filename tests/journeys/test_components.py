"""The page of components, as a browser shows it: accessible, never sideways, silent in the console."""

import itertools

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FACES = list(itertools.product(("fr", "ar"), ("light", "dark")))


@pytest.mark.parametrize(("language", "theme"), FACES)
@pytest.mark.parametrize("path", ["/components/", "/", "/accounts/login/"])
def test_axe_finds_no_violation_at_320_px(open_page, violations, path, language, theme):
    page = open_page(path, language=language, theme=theme, width=320)

    assert violations(page) == []


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize(
    "path", ["/", "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"]
)
def test_axe_finds_no_violation_on_the_pages_of_an_account(
    open_page, violations, sideways, users, client_as, path, language
):
    client = client_as(users("delegate", "09"))

    page = open_page(path, language=language, width=320, client=client)

    assert (violations(page), sideways(page)) == ([], 0)


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_nothing_scrolls_sideways(open_page, sideways, language, width):
    page = open_page("/components/", language=language, width=width)

    assert sideways(page) == 0


def test_the_menu_of_a_phone_opens_without_scripts(open_page):
    page = open_page("/", width=360, scripts=False)

    page.locator("details.menu.phone-only > summary").click()

    assert page.locator("details.menu.phone-only nav a").last.is_visible()


def test_a_chosen_theme_outlasts_the_page(open_page):
    page = open_page("/")

    page.get_by_role("button", name="Sombre").click()

    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_the_language_switch_keeps_the_page(open_page):
    page = open_page("/components/")

    page.locator(".tools .choice[value=ar]").click()

    assert (page.locator("html").get_attribute("dir"), page.url.endswith("/components/")) == ("rtl", True)


def test_a_table_that_fits_is_no_stop_for_the_keyboard(open_page):
    page = open_page("/components/")

    assert page.locator(".scroll[tabindex]").count() == 0
