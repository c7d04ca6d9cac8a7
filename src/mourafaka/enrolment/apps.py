from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    name = "mourafaka.enrolment"
    label = "enrolment"

    def ready(self) -> None:
        from mourafaka.enrolment import plugs, rules  # noqa: F401
        from mourafaka.enrolment.refusals import SENTENCES
        from mourafaka.foundations import refusals

        refusals.register(SENTENCES)
        plugs.plug_all()
