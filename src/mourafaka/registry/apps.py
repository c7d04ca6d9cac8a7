from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "mourafaka.registry"
    label = "registry"
    verbose_name = _("Registry")

    def ready(self) -> None:
        from mourafaka.foundations import refusals
        from mourafaka.foundations.imports.columns import offer
        from mourafaka.foundations.privacy import sockets as privacy
        from mourafaka.foundations.sockets import navigation
        from mourafaka.territory.sockets import panels as province_panels

        from . import forgetting, panels, rules  # noqa: F401
        from .importing import COOPERATIVES
        from .refusals import SENTENCES

        refusals.register(SENTENCES)
        offer(COOPERATIVES)
        province_panels.plug("registry", panels.of_province, order=10)
        navigation.plug("registry", panels.navigation, order=30)
        privacy.forgetting.plug("registry", forgetting.forget, order=30)
        privacy.own_records.plug("registry", forgetting.own_records, order=20)
