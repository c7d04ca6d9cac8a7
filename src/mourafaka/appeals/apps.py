from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppealsConfig(AppConfig):
    name = "mourafaka.appeals"
    label = "appeals"
    verbose_name = _("Appeals")

    def ready(self) -> None:
        from mourafaka.appeals import notices, plugs, rules  # noqa: F401
        from mourafaka.appeals.refusals import SENTENCES
        from mourafaka.foundations import refusals
        from mourafaka.foundations.notices import register

        refusals.register(SENTENCES)
        for event in notices.EVENTS:
            register(event)
        plugs.plug_in()
