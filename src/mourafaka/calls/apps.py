from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CallsConfig(AppConfig):
    name = "mourafaka.calls"
    label = "calls"
    verbose_name = _("Calls and applications")

    def ready(self) -> None:
        from mourafaka.calls import reference, rules  # noqa: F401
        from mourafaka.calls.refusals import SENTENCES
        from mourafaka.foundations import refusals

        refusals.register(SENTENCES)
        post_migrate.connect(reference.load_document_kinds, sender=self)
