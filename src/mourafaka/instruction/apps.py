from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InstructionConfig(AppConfig):
    name = "mourafaka.instruction"
    label = "instruction"
    verbose_name = _("Instruction")

    def ready(self) -> None:
        from mourafaka.foundations import refusals
        from mourafaka.instruction import plugs, rules  # noqa: F401
        from mourafaka.instruction.refusals import SENTENCES

        refusals.register(SENTENCES)
        plugs.plug_in()
