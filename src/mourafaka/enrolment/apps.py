from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    name = "mourafaka.enrolment"
    label = "enrolment"

    def ready(self) -> None:
        from . import rules  # noqa: F401
