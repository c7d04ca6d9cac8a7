"""Cooperatives for tests, with a membership count and without going through the acts."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory

from mourafaka.registry.models import Cooperative, CooperativeContact, Label, MemberStat, OtherSupport
from tests.factories.territory import ProvinceFactory, SectorFactory


def valid_ice(number: int) -> str:
    base = f"{number:013d}"
    return f"{base}{97 - int(base) * 100 % 97:02d}"


def valid_rib(number: int) -> str:
    base = f"{number:022d}"
    return f"{base}{97 - int(base) * 100 % 97:02d}"


class CooperativeFactory(factory.django.DjangoModelFactory[Cooperative]):
    """`CooperativeFactory(province__code="09.551", members=12, women=8)`."""

    class Meta:
        model = Cooperative
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"COOP-99-{n + 1:05d}")
    name_fr = factory.Sequence(lambda n: f"Coopérative Tifaouine {n + 1}")
    province = factory.SubFactory(ProvinceFactory)
    sector = factory.SubFactory(SectorFactory)
    registered_on = date(2019, 3, 14)
    ice = factory.Sequence(lambda n: valid_ice(99_0000_0000 + n + 1))

    @factory.post_generation
    def members(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """`members=12` adds a count of 12 members; `members__women=5` details it."""
        if create and (extracted or kwargs):
            MemberStatFactory(cooperative=self, members_total=extracted or 10, **kwargs)

    @factory.post_generation
    def contact(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """`contact=user` lets that account speak for the cooperative."""
        if create and extracted:
            CooperativeContact.objects.create(user=extracted, cooperative=self)


def _recorder() -> Any:
    from mourafaka.people.models import User

    return User.objects.get_or_create(email="recorder@example.org", defaults={"full_name": "Recorder"})[0]


class MemberStatFactory(factory.django.DjangoModelFactory[MemberStat]):
    class Meta:
        model = MemberStat

    cooperative = factory.SubFactory(CooperativeFactory)
    as_of = date(2020, 1, 31)
    members_total = 10
    women = 6
    recorded_by = factory.LazyFunction(_recorder)


class LabelFactory(factory.django.DjangoModelFactory[Label]):
    class Meta:
        model = Label

    cooperative = factory.SubFactory(CooperativeFactory)
    kind = "igp"
    title = "IGP Argane"


class OtherSupportFactory(factory.django.DjangoModelFactory[OtherSupport]):
    class Meta:
        model = OtherSupport

    cooperative = factory.SubFactory(CooperativeFactory)
    programme = "INDH"
    year = 2019
