from django.apps import AppConfig


class CoachingConfig(AppConfig):
    name = "mourafaka.coaching"
    label = "coaching"
