"""Choices of the territory room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Division(TextChoices):
    """Which cutting of the country a region belongs to."""

    Y1997 = "1997", _("16 regions of 1997")
    Y2015 = "2015", _("12 regions of 2015")


class ProvinceKind(TextChoices):
    PREFECTURE = "prefecture", _("Prefecture")
    PROVINCE = "province", _("Province")


class CommuneKind(TextChoices):
    URBAN = "urban", _("Urban")
    RURAL = "rural", _("Rural")
