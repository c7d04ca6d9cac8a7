"""Pages of the selection."""

from django.urls import URLPattern, path  # noqa: F401

app_name = "selection"
urlpatterns: list[URLPattern] = [
    # Review
    # Choice and committee
]
