"""Places and sectors for tests: made on demand under their real codes."""

from __future__ import annotations

from datetime import date

import factory

from mourafaka.territory.enums import CommuneKind, Division, ProvinceKind
from mourafaka.territory.models import Commune, Province, Region, Sector, ValueChain


class RegionFactory(factory.django.DjangoModelFactory[Region]):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "09"
    division = Division.Y2015
    name_fr = factory.LazyAttribute(lambda o: {"09": "Souss-Massa"}.get(o.code, f"Région {o.code}"))
    name_ar = factory.LazyAttribute(lambda o: {"09": "سوس-ماسة"}.get(o.code, f"جهة {o.code}"))
    valid_from = date(2015, 2, 20)
    source = "test"


class ProvinceFactory(factory.django.DjangoModelFactory[Province]):
    class Meta:
        model = Province
        django_get_or_create = ("code",)

    code = "09.541"
    region = factory.LazyAttribute(lambda o: RegionFactory(code=o.code.split(".")[0]))
    kind = ProvinceKind.PROVINCE
    name_fr = factory.LazyAttribute(lambda o: {"09.541": "Taroudannt"}.get(o.code, f"Province {o.code}"))
    name_ar = factory.LazyAttribute(lambda o: {"09.541": "تارودانت"}.get(o.code, f"إقليم {o.code}"))


class CommuneFactory(factory.django.DjangoModelFactory[Commune]):
    class Meta:
        model = Commune
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"09.541.09.{n:02d}")
    province = factory.SubFactory(ProvinceFactory)
    kind = CommuneKind.RURAL
    name_fr = factory.LazyAttribute(lambda o: f"Commune {o.code}")
    name_ar = factory.LazyAttribute(lambda o: f"جماعة {o.code}")


class SectorFactory(factory.django.DjangoModelFactory[Sector]):
    class Meta:
        model = Sector
        django_get_or_create = ("code",)

    code = "argan"
    label_fr = factory.LazyAttribute(lambda o: o.code.capitalize())
    label_ar = factory.LazyAttribute(lambda o: f"قطاع {o.code}")
    label_en = factory.LazyAttribute(lambda o: o.code.capitalize())


class ValueChainFactory(factory.django.DjangoModelFactory[ValueChain]):
    class Meta:
        model = ValueChain
        django_get_or_create = ("code",)

    code = "ARG"
    label_fr = factory.LazyAttribute(lambda o: f"Filière {o.code}")
    label_ar = factory.LazyAttribute(lambda o: f"سلسلة {o.code}")
