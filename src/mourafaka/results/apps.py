from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResultsConfig(AppConfig):
    name = "mourafaka.results"
    label = "results"
    verbose_name = _("Results")

    def ready(self) -> None:
        from mourafaka.foundations import refusals
        from mourafaka.results import homes, plugs, rules  # noqa: F401
        from mourafaka.results.refusals import SENTENCES

        refusals.register(SENTENCES)
        plugs.plug_workbook()
        homes.plug_homes()
