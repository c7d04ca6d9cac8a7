from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class DiagnosisConfig(AppConfig):
    name = "mourafaka.diagnosis"
    label = "diagnosis"
    verbose_name = _("Diagnosis")

    def ready(self) -> None:
        from mourafaka.diagnosis import plugs, reference, rules  # noqa: F401
        from mourafaka.diagnosis.refusals import SENTENCES
        from mourafaka.foundations import refusals

        refusals.register(SENTENCES)
        plugs.plug()
        post_migrate.connect(reference.load_instrument, sender=self)
