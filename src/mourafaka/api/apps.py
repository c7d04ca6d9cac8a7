from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "mourafaka.api"
    label = "api"
