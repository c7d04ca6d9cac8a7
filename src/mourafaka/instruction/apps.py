from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InstructionConfig(AppConfig):
    name = "mourafaka.instruction"
    label = "instruction"
    verbose_name = _("Instruction")

    def ready(self) -> None:
        from mourafaka.foundations import refusals
        from mourafaka.foundations.notices import register
        from mourafaka.instruction import notices, plugs, rules  # noqa: F401
        from mourafaka.instruction.refusals import SENTENCES

        refusals.register(SENTENCES)
        for event in notices.EVENTS:
            register(event)
        plugs.plug_in()
