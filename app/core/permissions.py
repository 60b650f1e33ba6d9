"""Every permission of the product, and which role holds which."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Posts that a person can hold (domain: roles of the property, the community, the street and the district)."""

    REPAIR = "repair"
    MANAGER = "manager"
    HANDLER = "handler"
    COMMUNITY = "community"
    SECRETARY = "secretary"
    STREET = "street"
    DISTRICT = "district"
    AUDITOR = "auditor"
    SYSADMIN = "sysadmin"


ROLE_NAMES: dict[Role, str] = {
    Role.REPAIR: "维修人员",
    Role.MANAGER: "物业项目经理",
    Role.HANDLER: "承办单位人员",
    Role.COMMUNITY: "社区工作者",
    Role.SECRETARY: "社区党组织书记",
    Role.STREET: "街道工作人员",
    Role.DISTRICT: "区住建委工作人员",
    Role.AUDITOR: "审计员",
    Role.SYSADMIN: "系统管理员",
}


class Permission(StrEnum):
    """``<area>:<thing>:<verb>``. Sorted by value."""

    AUDIT_READ = "core:audit:read"
    JOBS_MANAGE = "core:jobs:manage"
    PUBLIC = "core:nothing:public"
    SIGNED_IN = "core:nothing:signed_in"
    BINDINGS_DECIDE = "identity:binding:decide"
    BINDINGS_READ = "identity:binding:read"
    PEOPLE_MANAGE = "identity:people:manage"
    PEOPLE_READ = "identity:people:read"
    DESK_READ = "insights:desk:read"
    PLACES_READ = "places:place:read"
    TICKETS_READ = "tickets:ticket:read"
    TICKETS_REASSIGN = "tickets:ticket:reassign"
    TICKETS_WORK = "tickets:ticket:work"


P = Permission

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.REPAIR: frozenset({P.TICKETS_READ, P.TICKETS_WORK, P.PLACES_READ, P.DESK_READ}),
    Role.MANAGER: frozenset(
        {
            P.TICKETS_READ,
            P.TICKETS_WORK,
            P.TICKETS_REASSIGN,
            P.PLACES_READ,
            P.DESK_READ,
            P.BINDINGS_READ,
            P.BINDINGS_DECIDE,
            P.PEOPLE_READ,
            P.PEOPLE_MANAGE,
        }
    ),
    Role.HANDLER: frozenset({P.TICKETS_READ, P.TICKETS_WORK, P.PLACES_READ, P.DESK_READ}),
    Role.COMMUNITY: frozenset(
        {
            P.TICKETS_READ,
            P.TICKETS_WORK,
            P.TICKETS_REASSIGN,
            P.PLACES_READ,
            P.DESK_READ,
            P.BINDINGS_READ,
            P.BINDINGS_DECIDE,
        }
    ),
    Role.SECRETARY: frozenset({P.TICKETS_READ, P.PLACES_READ, P.DESK_READ}),
    Role.STREET: frozenset({P.TICKETS_READ, P.TICKETS_REASSIGN, P.TICKETS_WORK, P.PLACES_READ, P.DESK_READ}),
    Role.DISTRICT: frozenset({P.TICKETS_READ, P.TICKETS_REASSIGN, P.PLACES_READ, P.DESK_READ}),
    Role.AUDITOR: frozenset({P.AUDIT_READ}),
    Role.SYSADMIN: frozenset({P.PEOPLE_READ, P.PEOPLE_MANAGE, P.JOBS_MANAGE, P.PLACES_READ}),
}
