from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from app.core.clock import today
from app.core.db import db
from app.core.ids import new_id
from app.places.models import Region
from app.places.routing import routing_facts
from tests.factories.people import headers_for, resident, staff
from tests.factories.places import (
    AssetFactory,
    BuildingFactory,
    CommunityFactory,
    CompoundFactory,
    ContractFactory,
    HomeFactory,
    OrganisationFactory,
    StreetFactory,
    WarrantyFactory,
)

pytestmark = pytest.mark.usefixtures("ctx")


def test_facts_are_read_in_one_statement(count_queries):
    compound = CompoundFactory()
    count_queries.clear()

    facts = routing_facts(compound.id, None, None, None, today())

    assert facts.compound.name == compound.name
    assert len([s for s in count_queries if "SELECT" in s]) == 1


def test_facts_name_everybody_who_may_be_responsible():
    compound = CompoundFactory()
    district, community, street = compound.district_id, compound.community_id, compound.street_id
    title_unit = OrganisationFactory(district_id=district, kind="title_unit")
    building = BuildingFactory(compound=compound, title_unit_id=title_unit.id)
    committee = OrganisationFactory(district_id=district, kind="residents_committee", region_id=community)
    office = OrganisationFactory(district_id=district, kind="street_office", region_id=street)
    water = OrganisationFactory(district_id=district, kind="utility", utility_kind="water")
    lift_firm = OrganisationFactory(district_id=district, kind="lift_firm")
    asset = AssetFactory(compound=compound, building_id=building.id, maintainer_id=lift_firm.id)
    warranty = WarrantyFactory(asset=asset)
    contract = ContractFactory(compound=compound)

    facts = routing_facts(compound.id, None, asset.id, None, today())

    assert facts.building.id == building.id  # the asset brings its building
    assert facts.title_unit.id == title_unit.id
    assert facts.residents_committee.id == committee.id
    assert facts.street_office.id == office.id
    assert facts.utilities["water"].id == water.id
    assert facts.asset.exact
    assert facts.asset.maintainer.id == lift_firm.id
    assert facts.warranty.contractor.id == warranty.contractor_id
    assert facts.warranty.until == warranty.ends_on
    assert facts.provider.party.id == contract.company_id


@pytest.mark.parametrize(("days", "in_force"), [(-1, False), (0, True), (10, True), (11, False)])
def test_a_warranty_counts_on_both_of_its_end_days(days, in_force):
    asset = AssetFactory()
    WarrantyFactory(asset=asset, starts_on=today(), ends_on=today() + timedelta(days=10))

    facts = routing_facts(asset.compound_id, None, asset.id, None, today() + timedelta(days=days))

    assert (facts.warranty is not None) is in_force


def test_a_contract_that_is_over_makes_no_provider():
    compound = CompoundFactory()
    ContractFactory(compound=compound, over=True)

    facts = routing_facts(compound.id, None, None, None, today())

    assert facts.provider is None


def test_of_two_contracts_the_one_in_force_counts():
    compound = CompoundFactory()
    ContractFactory(compound=compound, ends_on=today() - timedelta(days=1))
    present = ContractFactory(compound=compound, starts_on=today(), ends_on=today() + timedelta(days=9))
    ContractFactory(compound=compound, starts_on=today() + timedelta(days=10))

    facts = routing_facts(compound.id, None, None, None, today())

    assert facts.provider.party.id == present.company_id


def test_an_asset_found_by_its_kind_is_the_buildings_own_and_not_certain():
    compound = CompoundFactory()
    building = BuildingFactory(compound=compound)
    AssetFactory(compound=compound, kind="roof")
    AssetFactory(compound=compound, kind="roof", building_id=BuildingFactory(compound=compound).id)
    own = AssetFactory(compound=compound, kind="roof", building_id=building.id)

    facts = routing_facts(compound.id, building.id, None, "roof", today())

    assert facts.asset.id == own.id
    assert not facts.asset.exact


def test_a_compound_has_one_company_at_a_time():
    compound = CompoundFactory()
    ContractFactory(compound=compound, starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31))
    ContractFactory(compound=compound, starts_on=date(2025, 1, 1), ends_on=None)
    with pytest.raises(IntegrityError, match="ex_places_contract_no_overlap"):
        ContractFactory(compound=compound, starts_on=date(2024, 12, 31), ends_on=date(2024, 12, 31))


def test_a_building_or_asset_of_another_compound_is_not_found():
    compound, elsewhere = CompoundFactory(), CompoundFactory()
    building, asset = BuildingFactory(compound=elsewhere), AssetFactory(compound=elsewhere)

    facts = routing_facts(compound.id, building.id, asset.id, None, today())

    assert facts.building is None
    assert facts.asset is None


def test_facts_of_another_district_stay_there():
    compound = CompoundFactory()
    OrganisationFactory(district_id=new_id(), kind="utility", utility_kind="gas")

    assert routing_facts(compound.id, None, None, None, today()).utilities == {}


@pytest.mark.parametrize("kind", ["compound", "building", "asset"])
def test_a_label_tells_anybody_where_he_is(client, kind):
    compound = CompoundFactory()
    building = BuildingFactory(compound=compound)
    asset = AssetFactory(compound=compound, building_id=building.id)
    contract = ContractFactory(compound=compound)
    OrganisationFactory(district_id=compound.district_id, kind="utility", utility_kind="gas", phone="96777")
    thing = {"compound": compound, "building": building, "asset": asset}[kind]

    answer = client.get(f"/api/v1/public/places/{thing.code}")

    assert answer.status_code == 200
    assert answer.json["kind"] == kind
    assert answer.json["name"] == thing.name
    assert answer.json["compound"]["id"] == str(compound.id)
    assert answer.json["building_id"] == (None if kind == "compound" else str(building.id))
    assert answer.json["asset_id"] == (str(asset.id) if kind == "asset" else None)
    assert answer.json["provider"]["phone"] == "01088880000"
    assert contract.company_id
    assert {"96777", "119"} <= {call["phone"] for call in answer.json["emergency"]}


@pytest.mark.parametrize("path", ["places/NOSUCHCODE", f"compounds/{uuid4()}"], ids=["place", "compound"])
def test_what_does_not_exist_is_not_found(client, path):
    assert client.get(f"/api/v1/public/{path}").status_code == 404


def test_the_public_page_names_company_and_contract_and_no_person(client):
    compound = CompoundFactory()
    contract = ContractFactory(compound=compound)

    answer = client.get(f"/api/v1/public/compounds/{compound.id}").json

    assert answer["contract"] == {"starts_on": contract.starts_on.isoformat(), "ends_on": None}
    assert set(answer) >= {"id", "name", "address", "community", "street", "provider", "contract", "emergency"}
    assert set(answer["provider"]) == {"name", "phone"}


def test_a_resident_finds_compound_building_and_home(client):
    home = HomeFactory()
    compound = CompoundFactory(name="望山里百分之百%小区")
    headers = headers_for(resident())

    found = client.get("/api/v1/compounds?q=百%25小", headers=headers).json
    buildings = client.get(f"/api/v1/compounds/{home.compound_id}/buildings", headers=headers).json
    homes = client.get(f"/api/v1/units/{home.unit_id}/homes", headers=headers).json

    assert [item["id"] for item in found["items"]] == [str(compound.id)]
    assert buildings["items"][0]["units"][0]["id"] == str(home.unit_id)
    assert homes["items"] == [{"id": str(home.id), "label": home.label}]


def test_assets_of_a_building_include_the_shared_ones(client):
    compound = CompoundFactory()
    building = BuildingFactory(compound=compound)
    own = AssetFactory(compound=compound, building_id=building.id)
    shared = AssetFactory(compound=compound, kind="road")
    AssetFactory(compound=compound, building_id=BuildingFactory(compound=compound).id)

    answer = client.get(
        f"/api/v1/compounds/{compound.id}/assets?building_id={building.id}", headers=headers_for(resident())
    )

    assert {item["id"] for item in answer.json["items"]} == {str(own.id), str(shared.id)}
    assert {item["kind_name"] for item in answer.json["items"]} == {"电梯", "道路"}


@pytest.mark.parametrize(
    ("role", "reached"),
    [
        ("manager", {"own"}),
        ("repair", {"own"}),
        ("community", {"own"}),
        ("street", {"own", "street"}),
        ("district", {"own", "street", "district"}),
        ("sysadmin", {"own", "street", "district"}),
    ],
)
def test_staff_reach_the_compounds_of_their_post(client, role, reached):
    own = CompoundFactory()
    same_street = CompoundFactory(community=CommunityFactory(parent=db.session.get(Region, own.street_id)))
    other_street = StreetFactory(parent=db.session.get(Region, own.district_id))
    same_district = CompoundFactory(community=CommunityFactory(parent=other_street))
    CompoundFactory()  # another district
    names = {str(own.id): "own", str(same_street.id): "street", str(same_district.id): "district"}

    answer = client.get("/api/v1/staff/compounds", headers=headers_for(staff(role, compound=own)))

    assert {names.get(item["id"], "foreign") for item in answer.json["items"]} == reached


def test_a_handler_reaches_what_his_organisation_runs(client):
    compound = CompoundFactory()
    CompoundFactory()
    firm = OrganisationFactory(district_id=compound.district_id, kind="lift_firm")
    AssetFactory(compound=compound, maintainer_id=firm.id)

    answer = client.get(
        "/api/v1/staff/compounds", headers=headers_for(staff("handler", compound=compound, company=firm))
    )

    assert [item["id"] for item in answer.json["items"]] == [str(compound.id)]


@pytest.mark.parametrize(("role", "status"), [("district", 200), ("auditor", 403), (None, 403)])
def test_regions_and_organisations_are_for_staff_of_the_district(client, role, status):
    compound = CompoundFactory()
    company = OrganisationFactory(district_id=compound.district_id)
    OrganisationFactory(district_id=new_id())
    headers = headers_for(staff(role, compound=compound))

    regions = client.get("/api/v1/staff/regions", headers=headers)
    organisations = client.get("/api/v1/staff/organisations?kind=property_company", headers=headers)

    assert (regions.status_code, organisations.status_code) == (status, status)
    if status == 200:
        assert [item["kind"] for item in regions.json["items"]] == ["district", "street", "community"]
        assert [item["id"] for item in organisations.json["items"]] == [str(company.id)]
        assert organisations.json["items"][0]["kind_name"] == "物业服务企业"


def test_lists_go_on_where_they_stopped(client):
    district = CompoundFactory()
    headers = headers_for(staff("district", compound=district))
    first = client.get("/api/v1/compounds?limit=1", headers=headers).json
    CompoundFactory()

    second = client.get("/api/v1/compounds?limit=1", headers=headers).json
    rest = client.get(f"/api/v1/compounds?limit=1&cursor={second['next']}", headers=headers).json

    assert first["next"] is None
    assert rest["items"][0]["id"] == str(district.id)
    assert rest["next"] is None
