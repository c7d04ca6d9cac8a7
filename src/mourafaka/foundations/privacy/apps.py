from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "mourafaka.foundations.privacy"
    label = "privacy"
    verbose_name = _("Personal data")

    def ready(self) -> None:
        from django.utils.module_loading import autodiscover_modules

        from mourafaka.foundations import refusals, sockets
        from mourafaka.foundations.privacy import fields, panels, retention, rules  # noqa: F401
        from mourafaka.foundations.privacy.forgetting import forget_addresses
        from mourafaka.foundations.privacy.refusals import SENTENCES
        from mourafaka.foundations.privacy.sockets import forgetting

        refusals.register(SENTENCES)
        forgetting.plug("addresses", forget_addresses, order=10)
        sockets.navigation.plug("privacy", panels.link, order=95)
        autodiscover_modules("privacy")
