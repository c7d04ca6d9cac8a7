from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "mourafaka.selection"
    label = "selection"

    def ready(self) -> None:
        from mourafaka.foundations import refusals
        from mourafaka.foundations.notices import register
        from mourafaka.selection import invariants, notices, plugs, rules  # noqa: F401
        from mourafaka.selection.refusals import SENTENCES

        refusals.register(SENTENCES)
        for event in notices.EVENTS:
            register(event)
        plugs.plug_review()
        plugs.plug_choice()
