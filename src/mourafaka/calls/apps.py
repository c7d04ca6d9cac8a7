from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CallsConfig(AppConfig):
    name = "mourafaka.calls"
    label = "calls"
    verbose_name = _("Calls and applications")

    def ready(self) -> None:
        from mourafaka.calls import invariants, moments, panels, public, reference, rules  # noqa: F401
        from mourafaka.calls.importing import APPLICATIONS
        from mourafaka.calls.refusals import SENTENCES
        from mourafaka.foundations import refusals, sockets
        from mourafaka.foundations.imports.columns import offer
        from mourafaka.registry.sockets import moments as story
        from mourafaka.registry.sockets import panels as cooperative_panels

        refusals.register(SENTENCES)
        offer(APPLICATIONS)
        post_migrate.connect(reference.load_document_kinds, sender=self)
        sockets.navigation.plug("calls", panels.calls_link, order=40)
        sockets.navigation.plug("applications", panels.applications_link, order=45)
        sockets.public_home.plug("calls", public.open_calls, order=5)
        cooperative_panels.plug("calls", panels.applications_of_cooperative, order=30)
        story.plug("calls", moments.of_cooperative, order=10)
