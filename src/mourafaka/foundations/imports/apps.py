from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "mourafaka.foundations.imports"
    label = "imports"
    verbose_name = _("Imports")

    def ready(self) -> None:
        from mourafaka.foundations import refusals

        from . import rules  # noqa: F401
        from .refusals import SENTENCES

        refusals.register(SENTENCES)
