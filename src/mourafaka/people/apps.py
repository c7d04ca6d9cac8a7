from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "mourafaka.people"
    label = "people"

    def ready(self) -> None:
        from mourafaka.foundations import refusals
        from mourafaka.people import rules  # noqa: F401
        from mourafaka.people.refusals import SENTENCES

        refusals.register(SENTENCES)
