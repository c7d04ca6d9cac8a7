"""Accounts, links, keys and the second factor, through the pages."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from mourafaka.foundations.acts import door
from mourafaka.people import services
from mourafaka.people.models import Mandate, Organisation, User


def test_an_administrator_opens_an_account_and_gives_a_mandate(users, client_as):
    client = client_as(users("admin"))

    client.post(
        reverse("people:account_new"),
        {"email": "Nadia@Example.org", "full_name": "N.", "preferred_language": "ar"},
    )
    person = User.objects.get(email="nadia@example.org")
    client.post(
        reverse("people:account", args=[person.pk]),
        {"role": "delegate", "territory_code": "09", "starts_on": "2020-01-01"},
    )

    assert person.has_role("delegate", "09.541")


def test_headquarters_records_a_provider_and_corrects_its_name(users, client_as):
    client, address = client_as(users("manager")), reverse("people:organisation_form")
    provider = {"name_fr": "Cabinet du lot 6", "name_ar": "مكتب الحصة 6", "kind": "consultancy"}
    client.post(address, provider)
    made = Organisation.objects.get(name_fr="Cabinet du lot 6")

    client.post(f"{address}?organisation={made.pk}", {**provider, "name_fr": "Cabinet du lot 8"})

    made.refresh_from_db()
    assert (made.name_fr, made.kind) == ("Cabinet du lot 8", "consultancy")


def test_two_organisations_do_not_bear_the_same_name(users, client_as):
    client, address = client_as(users("manager")), reverse("people:organisation_form")
    provider = {"name_fr": "Cabinet du lot 6", "name_ar": "مكتب الحصة 6", "kind": "consultancy"}
    client.post(address, provider)

    answer = client.post(address, {**provider, "name_fr": "CABINET du lot 6"})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["name_fr"])


def test_an_account_has_the_languages_its_holder_speaks(users, client_as):
    typed = {
        "email": "coach@example.org",
        "full_name": "C",
        "preferred_language": "fr",
        "languages": ["ar", "zgh"],
    }

    client_as(users("admin")).post(reverse("people:account_new"), typed)

    assert User.objects.get(email="coach@example.org").languages == ["ar", "zgh"]


def test_an_address_already_taken_is_said_beside_the_form(users, client_as):
    client = client_as(users("admin", email="a@example.org"))

    answer = client.post(
        reverse("people:account_new"),
        {"email": "a@example.org", "full_name": "A", "preferred_language": "fr"},
    )

    assert answer.status_code == 422
    assert "a@example.org" in answer.content.decode()


def test_a_mandate_that_ends_before_it_starts_is_refused(users, client_as):
    person = users()

    answer = client_as(users("admin")).post(
        reverse("people:account", args=[person.pk]),
        {"role": "coach", "starts_on": "2020-02-01", "ends_on": "2020-01-01"},
    )

    assert answer.status_code == 422
    assert not Mandate.objects.filter(user=person).exists()


def test_accounts_are_closed_to_a_manager(users, client_as):
    assert client_as(users("manager")).get(reverse("people:accounts")).status_code == 403


@pytest.mark.parametrize("role", ["committee", "finance", "admin"])
def test_a_role_that_decides_is_sent_to_set_up_a_second_factor(users, client_as, role):
    client = client_as(users(role), second_factor=False)

    answer = client.get(reverse("people:profile"))

    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_index"))


def test_a_sign_in_link_works_once(users, client):
    person = users("manager")
    secret = services.issue_sign_in_link(person, actor=users("admin")).secret
    url = reverse("people:link", args=[secret])

    first = client.post(url)
    client.logout()
    second = client.post(url)

    assert (first.status_code, second.status_code) == (302, 410)


def test_opening_a_sign_in_link_does_not_spend_it(users, client):
    secret = services.issue_sign_in_link(users("manager"), actor=users("admin")).secret
    url = reverse("people:link", args=[secret])

    client.get(url)

    assert client.post(url).status_code == 302


def test_nobody_switches_role_outside_the_demonstration(users, client_as):
    client, other = client_as(users("coach")), users("manager")

    assert client.post(reverse("people:switch"), {"email": other.email}).status_code == 404


def test_switching_needs_a_session_of_the_demonstration(users, client_as, settings):
    settings.DEMO = True
    client, other = client_as(users("coach")), users("manager")

    assert client.post(reverse("people:switch"), {"email": other.email}).status_code == 404


def test_the_second_factor_is_asked_even_in_the_demonstration_of_a_real_session(users, client_as, settings):
    settings.DEMO = True
    client = client_as(users("committee"), second_factor=False)

    assert client.get(reverse("people:profile"))["Location"] == reverse("mfa_index")


def test_a_key_is_shown_once_and_known_by_its_hash(users, client_as):
    person = users("manager")
    client = client_as(person)
    last_day = date.today() + timedelta(days=10)

    answer = client.post(reverse("people:profile"), {"name": "tableur", "expires_on": last_day.isoformat()})

    secret = answer.context["secret"]
    assert services.user_of_token(secret) == person
    assert secret not in client.get(reverse("people:profile")).content.decode()


def test_a_key_past_its_last_day_opens_nothing(users):
    person = users("manager")
    with door("web"):
        issued = services.create_token(person, actor=person, name="k", expires_on=date.today())
    person.api_tokens.update(expires_on=date.today() - timedelta(days=1))

    assert services.user_of_token(issued.secret) is None


def test_a_sign_in_code_is_sent_and_opens_the_site(users, client, mailoutbox):
    person = users("manager", email="m@example.org")

    client.post(reverse("account_request_login_code"), {"email": person.email})
    code = next(line.strip() for line in mailoutbox[0].body.splitlines() if len(line.strip()) in (6, 7, 9))
    answer = client.post(reverse("account_confirm_login_code"), {"code": code})

    assert (answer.status_code, answer["Location"]) == (302, reverse("portal:home"))


def test_the_list_counts_the_accounts_of_an_organisation(users, client_as):
    provider = Organisation.objects.create(name_fr="Cabinet", name_ar="مكتب", kind="consultancy")
    users("coach", organisation=provider)

    (found,) = client_as(users("manager")).get(reverse("people:organisations")).context["organisations"]

    assert (found, found.accounts) == (provider, 1)
