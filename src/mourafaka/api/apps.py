from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "mourafaka.api"
    label = "api"

    def ready(self) -> None:
        from mourafaka.api.refusals import SENTENCES
        from mourafaka.foundations import refusals

        refusals.register(SENTENCES)
