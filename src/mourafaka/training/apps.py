from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "mourafaka.training"
    label = "training"
