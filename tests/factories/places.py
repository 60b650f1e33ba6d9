"""Places for tests: a district with streets, communities, compounds, homes, companies and assets."""

from __future__ import annotations

from datetime import timedelta

import factory
from factory.alchemy import SQLAlchemyModelFactory

from app.core.clock import today
from app.core.db import db
from app.core.ids import new_id
from app.places import models
from app.places.service import new_code


class ModelFactory(SQLAlchemyModelFactory):
    """Base of the factories: rows are committed at once, as they would be in production."""

    class Meta:
        abstract = True
        sqlalchemy_session_factory = lambda: db.session  # noqa: E731
        sqlalchemy_session_persistence = "commit"

    id = factory.LazyFunction(new_id)


class DistrictFactory(ModelFactory):
    class Meta:
        model = models.Region

    district_id = factory.SelfAttribute("id")
    kind = "district"
    code = factory.Sequence(lambda n: f"D{n}")
    name = factory.Sequence(lambda n: f"示例{n}区")


class StreetFactory(ModelFactory):
    class Meta:
        model = models.Region

    class Params:
        parent = factory.SubFactory(DistrictFactory)

    district_id = factory.SelfAttribute("parent.id")
    parent_id = factory.SelfAttribute("parent.id")
    kind = "street"
    code = factory.Sequence(lambda n: f"S{n}")
    name = factory.Sequence(lambda n: f"示例{n}街道")


class CommunityFactory(ModelFactory):
    class Meta:
        model = models.Region

    class Params:
        parent = factory.SubFactory(StreetFactory)

    district_id = factory.SelfAttribute("parent.district_id")
    parent_id = factory.SelfAttribute("parent.id")
    kind = "community"
    code = factory.Sequence(lambda n: f"C{n}")
    name = factory.Sequence(lambda n: f"示例{n}社区")


class OrganisationFactory(ModelFactory):
    class Meta:
        model = models.Organisation

    kind = "property_company"
    name = factory.Sequence(lambda n: f"示例{n}号物业服务有限公司")
    short_name = factory.Sequence(lambda n: f"示例{n}物业")
    phone = "01088880000"


class CompoundFactory(ModelFactory):
    class Meta:
        model = models.Compound

    class Params:
        community = factory.SubFactory(CommunityFactory)

    district_id = factory.SelfAttribute("community.district_id")
    street_id = factory.SelfAttribute("community.parent_id")
    community_id = factory.SelfAttribute("community.id")
    code = factory.LazyFunction(new_code)
    name = factory.Sequence(lambda n: f"示例{n}号院")
    address = factory.Sequence(lambda n: f"示例路{n}号")
    built_year = 1984
    households = 120


class BuildingFactory(ModelFactory):
    class Meta:
        model = models.Building

    class Params:
        compound = factory.SubFactory(CompoundFactory)

    district_id = factory.SelfAttribute("compound.district_id")
    compound_id = factory.SelfAttribute("compound.id")
    code = factory.LazyFunction(new_code)
    name = factory.Sequence(lambda n: f"{n}号楼")


class UnitFactory(ModelFactory):
    class Meta:
        model = models.Unit

    class Params:
        building = factory.SubFactory(BuildingFactory)

    district_id = factory.SelfAttribute("building.district_id")
    building_id = factory.SelfAttribute("building.id")
    name = factory.Sequence(lambda n: f"{n}单元")


class HomeFactory(ModelFactory):
    class Meta:
        model = models.Home

    class Params:
        building = factory.SubFactory(BuildingFactory)

    district_id = factory.SelfAttribute("building.district_id")
    building_id = factory.SelfAttribute("building.id")
    compound_id = factory.SelfAttribute("building.compound_id")
    unit_id = factory.LazyAttribute(lambda home: UnitFactory(building=home.building).id)
    label = factory.Sequence(lambda n: f"{100 + n}")
    area_centi_m2 = 5_680


class ContractFactory(ModelFactory):
    class Meta:
        model = models.Contract

    class Params:
        compound = factory.SubFactory(CompoundFactory)
        company = factory.SubFactory(OrganisationFactory, district_id=factory.SelfAttribute("..compound.district_id"))
        over = factory.Trait(ends_on=factory.LazyFunction(lambda: today() - timedelta(days=1)))

    district_id = factory.SelfAttribute("compound.district_id")
    compound_id = factory.SelfAttribute("compound.id")
    company_id = factory.SelfAttribute("company.id")
    starts_on = factory.LazyFunction(lambda: today() - timedelta(days=400))
    ends_on = None


class AssetFactory(ModelFactory):
    class Meta:
        model = models.Asset

    class Params:
        compound = factory.SubFactory(CompoundFactory)

    district_id = factory.SelfAttribute("compound.district_id")
    compound_id = factory.SelfAttribute("compound.id")
    kind = "elevator"
    name = factory.Sequence(lambda n: f"{n}号电梯")
    code = factory.LazyFunction(new_code)


class WarrantyFactory(ModelFactory):
    class Meta:
        model = models.Warranty

    class Params:
        asset = factory.SubFactory(AssetFactory)

    district_id = factory.SelfAttribute("asset.district_id")
    asset_id = factory.SelfAttribute("asset.id")
    contractor_id = factory.LazyAttribute(
        lambda warranty: OrganisationFactory(district_id=warranty.asset.district_id, kind="contractor").id
    )
    part = "防水"
    starts_on = factory.LazyFunction(lambda: today() - timedelta(days=30))
    ends_on = factory.LazyFunction(lambda: today() + timedelta(days=300))
