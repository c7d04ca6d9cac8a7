from django.apps import AppConfig


class FoundationsConfig(AppConfig):
    name = "mourafaka.foundations"
    label = "foundations"

    def ready(self) -> None:
        from mourafaka.foundations import checks, refusals, rules  # noqa: F401

        refusals.register(refusals.SENTENCES)
