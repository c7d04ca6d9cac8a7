from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PressConfig(AppConfig):
    name = "mourafaka.press"
    label = "press"
    verbose_name = _("Press watch")

    def ready(self) -> None:
        from mourafaka.foundations import refusals
        from mourafaka.press import plugs, rules  # noqa: F401
        from mourafaka.press.refusals import SENTENCES

        refusals.register(SENTENCES)
        plugs.plug_all()
