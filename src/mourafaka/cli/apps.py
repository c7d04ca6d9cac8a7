from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "mourafaka.cli"
    label = "cli"
