from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "mourafaka.plans"
    label = "plans"
    verbose_name = _("Development plans")

    def ready(self) -> None:
        from mourafaka.foundations import refusals
        from mourafaka.plans import plugs, rules  # noqa: F401
        from mourafaka.plans.refusals import SENTENCES

        refusals.register(SENTENCES)
        plugs.plug_all()
