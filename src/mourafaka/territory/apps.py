from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoryConfig(AppConfig):
    name = "mourafaka.territory"
    label = "territory"
    verbose_name = _("Territory")

    def ready(self) -> None:
        from mourafaka.foundations.sockets import navigation

        from . import panels, rules  # noqa: F401

        navigation.plug("territory", panels.navigation, order=80)
