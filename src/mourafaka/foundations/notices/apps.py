from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "mourafaka.foundations.notices"
    label = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        from mourafaka.foundations import refusals, sockets

        from . import panels, rules, words  # noqa: F401
        from .refusals import SENTENCES

        refusals.register(SENTENCES)
        words.register_words()
        sockets.navigation.plug("notices", panels.link, order=95)
        sockets.home.plug("notices", panels.unread, order=8)
