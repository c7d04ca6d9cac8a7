from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "mourafaka.calls"
    label = "calls"
