from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "mourafaka.registry"
    label = "registry"
    verbose_name = _("Registry")

    def ready(self) -> None:
        from mourafaka.foundations import refusals
        from mourafaka.foundations.imports.columns import offer

        from . import rules  # noqa: F401
        from .importing import COOPERATIVES
        from .refusals import SENTENCES

        refusals.register(SENTENCES)
        offer(COOPERATIVES)
