from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "mourafaka.portal"
    label = "portal"
