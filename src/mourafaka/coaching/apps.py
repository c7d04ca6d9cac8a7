from django.apps import AppConfig


class CoachingConfig(AppConfig):
    name = "mourafaka.coaching"
    label = "coaching"

    def ready(self) -> None:
        from mourafaka.coaching import invariants, plugs, rules  # noqa: F401
        from mourafaka.coaching.refusals import SENTENCES
        from mourafaka.foundations import refusals

        refusals.register(SENTENCES)
        plugs.plug_all()
