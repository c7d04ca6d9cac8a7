from django.apps import AppConfig


class DiagnosisConfig(AppConfig):
    name = "mourafaka.diagnosis"
    label = "diagnosis"
