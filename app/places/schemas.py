"""Shapes of places on the wire."""

from __future__ import annotations

from marshmallow import fields, validate

from app.core.ledger.wire import LedgerTableOut
from app.core.wire import CleanStr, Id, Int, ListQuery, Out, QueryInt, Strict
from app.places.models import ASSET_NAMES, ORGANISATION_NAMES, AssetKind, OrganisationKind


class SearchQuery(ListQuery):
    """A list that can be searched by words."""

    q = CleanStr(max=60, load_default="")


class AssetQuery(Strict):
    """Narrow the assets to those of one building and those that all buildings share."""

    building_id = Id(load_default=None)


class OrganisationQuery(ListQuery):
    """Organisations of one kind."""

    kind = fields.String(
        load_default=None,
        validate=validate.OneOf([kind.value for kind in OrganisationKind], error="没有这种单位类型"),
    )


class NamedOut(Out):
    """A thing with an id and a name."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)


class CompoundOut(NamedOut):
    """A compound in the list from which people choose theirs."""

    address = fields.String(required=True)
    community = fields.String(required=True)


class StaffCompoundOut(NamedOut):
    """A compound in the lists of staff."""

    community = fields.String(required=True)
    street = fields.String(required=True)


class BuildingOut(NamedOut):
    """A building with its units."""

    units = fields.List(fields.Nested(NamedOut), required=True)


class HomeOut(Out):
    """A home by its door number; nothing about who lives there."""

    id = fields.UUID(required=True)
    label = fields.String(required=True)


class AssetOut(NamedOut):
    """A shared part or piece of equipment."""

    kind = fields.String(required=True)
    kind_name = fields.Function(lambda asset: ASSET_NAMES[AssetKind(asset.kind)], metadata={"type": "string"})
    building_id = fields.UUID(required=True, allow_none=True)


class RegionOut(NamedOut):
    """A district, street or community."""

    kind = fields.String(required=True)
    parent_id = fields.UUID(required=True, allow_none=True)


class OrganisationOut(NamedOut):
    """An organisation."""

    kind = fields.String(required=True)
    kind_name = fields.Function(lambda org: ORGANISATION_NAMES[OrganisationKind(org.kind)], metadata={"type": "string"})


class ProviderOut(Out):
    """The property company under contract today."""

    name = fields.String(required=True)
    phone = fields.String(required=True, allow_none=True)


class EmergencyOut(Out):
    """Whom to call, and when."""

    name = fields.String(required=True)
    phone = fields.String(required=True)
    for_ = fields.String(required=True, data_key="for", attribute="for")


class ContractOut(Out):
    """The days between which the service contract is in force; an open contract has no end."""

    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True, allow_none=True)


class PublicPlaceOut(Out):
    """What a label tells to anybody."""

    kind = fields.String(required=True)
    name = fields.String(required=True)
    compound = fields.Nested(CompoundOut, required=True)
    building_id = fields.UUID(required=True, allow_none=True)
    asset_id = fields.UUID(required=True, allow_none=True)
    provider = fields.Nested(ProviderOut, required=True, allow_none=True)
    emergency = fields.List(fields.Nested(EmergencyOut), required=True)


class LedgersQuery(Strict):
    """Whose tables: a compound's, or those of one's own region."""

    compound_id = Id(load_default=None)


class LedgerQuery(Strict):
    """A part of a table, narrowed by words."""

    q = CleanStr(max=60, load_default="")
    offset = QueryInt(load_default=0, validate=validate.Range(min=0, max=100_000, error="应在 0 到 100000 之间"))


class PlacesTableOut(Out):
    """A table that the post in use reads."""

    table = fields.String(required=True)
    name = fields.String(required=True)
    subject_id = fields.UUID(required=True)
    may_write = fields.Boolean(required=True)


class PlacesLedgerOut(Out):
    """A part of a table with its columns; ``version`` goes back with every change."""

    subject_id = fields.UUID(required=True)
    subject_name = fields.String(required=True)
    version = fields.Integer(required=True)
    table = fields.Nested(LedgerTableOut, required=True)
    rows = fields.List(fields.Dict(keys=fields.String()), required=True)
    total = fields.Integer(required=True)
    actions = fields.List(fields.String(), required=True)
    read_only = fields.String(required=True)


class PlacesRowIn(Strict):
    """One row in the form of the table's columns; with an ``id`` it is changed, without it is added."""

    version = Int(min=1, max=2_000_000_000, required=True)
    row = fields.Dict(keys=fields.String(), required=True)


class PlacesRowOut(Out):
    """The number of a row that was written."""

    id = fields.UUID(required=True)


class PlacesRemoveIn(Strict):
    """Why a row was a mistake."""

    version = Int(min=1, max=2_000_000_000, required=True)
    reason = CleanStr(min=2, max=200, required=True)


class PlacesRestoreIn(Strict):
    """The version of the table into which a row goes back."""

    version = Int(min=1, max=2_000_000_000, required=True)


class PlacesCellOut(Out):
    """A cell in words."""

    label = fields.String(required=True)
    value = fields.String(required=True)


class PlacesRemovedOut(Out):
    """A row that was taken out: what stood in it, who did it and why, and whether it is back."""

    id = fields.UUID(required=True)
    label = fields.String(required=True)
    cells = fields.List(fields.Nested(PlacesCellOut), required=True)
    reason = fields.String(required=True)
    removed_at = fields.AwareDateTime(required=True)
    removed_by = fields.String(required=True)
    restored_at = fields.AwareDateTime(required=True, allow_none=True)
    restored_by = fields.String(required=True)


class CompoundContractOut(Out):
    """A service contract of a compound; one without an end runs on."""

    id = fields.UUID(required=True)
    company = fields.String(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True, allow_none=True)
    in_force = fields.Boolean(required=True)


class OpenDefectOut(Out):
    """An open order about the asset."""

    id = fields.UUID(required=True)
    no = fields.String(required=True)
    state_name = fields.String(required=True)


class CompoundWarrantyOut(Out):
    """A part under warranty: until when, who is bound, and who looks after it later. ``within`` is 90, 30 or 7 days."""

    id = fields.UUID(required=True)
    building = fields.String(required=True, allow_none=True)
    asset = fields.String(required=True)
    part = fields.String(required=True)
    contractor = fields.String(required=True)
    contractor_phone = fields.String(required=True, allow_none=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    maintainer = fields.String(required=True, allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf(["running", "soon", "over"]))
    within = fields.Integer(required=True, allow_none=True)
    days_left = fields.Integer(required=True)
    kind_name = fields.String(required=True)
    seasons = fields.String(required=True)
    open_tickets = fields.List(fields.Nested(OpenDefectOut), required=True)


class CompoundPageOut(CompoundOut):
    """A compound as those who keep its ledger look at it."""

    street = fields.String(required=True)
    built_year = fields.Integer(required=True, allow_none=True)
    renovated_year = fields.Integer(required=True, allow_none=True)
    households = fields.Integer(required=True)
    buildings = fields.Integer(required=True)
    homes = fields.Integer(required=True)
    assets = fields.Integer(required=True)
    contracts = fields.List(fields.Nested(CompoundContractOut), required=True)
    warranties = fields.List(fields.Nested(CompoundWarrantyOut), required=True)
