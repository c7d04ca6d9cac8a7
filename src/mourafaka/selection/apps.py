from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "mourafaka.selection"
    label = "selection"
