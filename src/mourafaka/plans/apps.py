from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "mourafaka.plans"
    label = "plans"
