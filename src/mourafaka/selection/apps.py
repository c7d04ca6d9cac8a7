from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "mourafaka.selection"
    label = "selection"

    def ready(self) -> None:
        from mourafaka.foundations import refusals
        from mourafaka.selection import plugs, rules  # noqa: F401
        from mourafaka.selection.refusals import SENTENCES

        refusals.register(SENTENCES)
        plugs.plug_review()
        plugs.plug_choice()
