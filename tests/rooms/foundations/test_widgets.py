"""The select written without a template an option."""

from django import forms
from pytest_django.asserts import assertHTMLEqual

from mourafaka.foundations.widgets import LongSelect

CHOICES = [("", "All"), ("Souss", [("09.541", "Taroudannt"), ("09.001", "<Agadir>")])]


def test_it_writes_what_the_select_of_django_writes():
    ours = LongSelect(choices=CHOICES).render("province", "09.541", {"id": "id_province"})
    django = forms.Select(choices=CHOICES).render("province", "09.541", {"id": "id_province"})

    assertHTMLEqual(ours, django)
