from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    name = "mourafaka.enrolment"
    label = "enrolment"

    def ready(self) -> None:
        from mourafaka.enrolment import forgetting, plugs, rules  # noqa: F401
        from mourafaka.enrolment.refusals import SENTENCES
        from mourafaka.foundations import refusals
        from mourafaka.foundations.privacy import sockets as privacy

        refusals.register(SENTENCES)
        privacy.obstacles.plug("enrolment", forgetting.obstacle, order=30)
        privacy.own_records.plug("enrolment", forgetting.own_records, order=40)
        plugs.plug_all()
