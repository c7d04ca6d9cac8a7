from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    name = "mourafaka.training"
    label = "training"
    verbose_name = _("Training")

    def ready(self) -> None:
        from mourafaka.foundations import refusals
        from mourafaka.training import plugs, reference, rules  # noqa: F401
        from mourafaka.training.refusals import SENTENCES

        refusals.register(SENTENCES)
        post_migrate.connect(reference.load_modules, sender=self)
        plugs.plug()
