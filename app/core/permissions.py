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
    CALLBACKS_WORK = "callbacks:task:work"
    CARE_READ = "care:warranty:read"
    EXCLUSIONS_ASK = "callbacks:exclusion:ask"
    RATES_READ = "callbacks:rates:read"
    PUBLIC = "core:nothing:public"
    SIGNED_IN = "core:nothing:signed_in"
    DUTY_OWN = "duty:own:read"
    DUTY_EDIT = "duty:roster:edit"
    DUTY_READ = "duty:roster:read"
    HOTLINE_CLIENTS = "hotline:client:manage"
    HOTLINE_WORK = "hotline:order:work"
    DISCLOSURES_APPROVE = "disclosures:version:approve"
    DISCLOSURES_READ = "disclosures:version:read"
    DISCLOSURES_WRITE = "disclosures:version:write"
    BINDINGS_DECIDE = "identity:binding:decide"
    BINDINGS_READ = "identity:binding:read"
    PEOPLE_MANAGE = "identity:people:manage"
    PEOPLE_READ = "identity:people:read"
    DESK_READ = "insights:desk:read"
    MODERATION_REVIEW = "moderation:check:review"
    PLACES_EDIT = "places:ledger:edit"
    PARTY_READ = "party:agreement:read"
    PARTY_WRITE = "party:agreement:write"
    PARTY_DO = "party:commitment:do"
    GOVERNANCE_READ = "governance:read"
    GOVERNANCE_WORK = "governance:work"
    GOVERNANCE_OVERSEE = "governance:oversee"
    GOVERNANCE_BAR = "governance:bar"
    COUNCIL_READ = "council:read"
    COUNCIL_WORK = "council:work"
    PLACES_READ = "places:place:read"
    PROACTIVE_READ = "proactive:task:read"
    PROACTIVE_WORK = "proactive:task:work"
    RESOURCES_READ = "resources:resource:read"
    RESOURCES_WORK = "resources:resource:work"
    RULES_EDIT = "rulebook:rules:edit"
    RULES_PUBLISH = "rulebook:rules:publish"
    RULES_READ = "rulebook:rules:read"
    STANDARDS_EDIT = "standards:plan:edit"
    STANDARDS_READ = "standards:plan:read"
    RECORDS_WRITE = "standards:record:write"
    TICKETS_LODGE = "tickets:ticket:lodge"
    TICKETS_READ = "tickets:ticket:read"
    TICKETS_REASSIGN = "tickets:ticket:reassign"
    TICKETS_WORK = "tickets:ticket:work"
    VOTING_READ = "voting:poll:read"
    VOTING_WORK = "voting:poll:work"
    CONSULTATIONS_READ = "consultations:consultation:read"
    CONSULTATIONS_WORK = "consultations:consultation:work"
    CALENDAR_MANAGE = "workdays:calendar:manage"
    CALENDAR_READ = "workdays:calendar:read"


P = Permission

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.REPAIR: frozenset(
        {
            P.STANDARDS_READ,
            P.RECORDS_WRITE,
            P.DUTY_OWN,
            P.TICKETS_READ,
            P.TICKETS_WORK,
            P.PLACES_READ,
            P.DESK_READ,
            P.CALENDAR_READ,
        }
    ),
    Role.MANAGER: frozenset(
        {
            P.CARE_READ,
            P.RESOURCES_READ,
            P.DISCLOSURES_READ,
            P.PARTY_READ,
            P.PARTY_DO,
            P.DISCLOSURES_WRITE,
            P.DISCLOSURES_APPROVE,
            P.STANDARDS_READ,
            P.STANDARDS_EDIT,
            P.RECORDS_WRITE,
            P.EXCLUSIONS_ASK,
            P.RATES_READ,
            P.DUTY_READ,
            P.DUTY_EDIT,
            P.DUTY_OWN,
            P.TICKETS_READ,
            P.TICKETS_WORK,
            P.TICKETS_REASSIGN,
            P.TICKETS_LODGE,
            P.PLACES_READ,
            P.DESK_READ,
            P.CALENDAR_READ,
            P.BINDINGS_READ,
            P.BINDINGS_DECIDE,
            P.PEOPLE_READ,
            P.PEOPLE_MANAGE,
        }
    ),
    Role.HANDLER: frozenset(
        {
            P.RESOURCES_READ,
            P.TICKETS_READ,
            P.TICKETS_WORK,
            P.TICKETS_REASSIGN,
            P.PLACES_READ,
            P.DESK_READ,
            P.CALENDAR_READ,
        }
    ),
    Role.COMMUNITY: frozenset(
        {
            P.VOTING_READ,
            P.VOTING_WORK,
            P.CARE_READ,
            P.RESOURCES_READ,
            P.RESOURCES_WORK,
            P.DISCLOSURES_READ,
            P.COUNCIL_READ,
            P.COUNCIL_WORK,
            P.GOVERNANCE_READ,
            P.GOVERNANCE_WORK,
            P.PARTY_READ,
            P.PARTY_WRITE,
            P.PARTY_DO,
            P.DISCLOSURES_WRITE,
            P.DISCLOSURES_APPROVE,
            P.STANDARDS_READ,
            P.PROACTIVE_READ,
            P.PROACTIVE_WORK,
            P.CALLBACKS_WORK,
            P.EXCLUSIONS_ASK,
            P.RATES_READ,
            P.DUTY_READ,
            P.TICKETS_READ,
            P.TICKETS_WORK,
            P.TICKETS_REASSIGN,
            P.TICKETS_LODGE,
            P.PLACES_EDIT,
            P.PLACES_READ,
            P.DESK_READ,
            P.CALENDAR_READ,
            P.BINDINGS_READ,
            P.BINDINGS_DECIDE,
            P.MODERATION_REVIEW,
        }
    ),
    Role.SECRETARY: frozenset(
        {
            P.VOTING_READ,
            P.VOTING_WORK,
            P.CARE_READ,
            P.RESOURCES_READ,
            P.RESOURCES_WORK,
            P.DISCLOSURES_READ,
            P.COUNCIL_READ,
            P.COUNCIL_WORK,
            P.GOVERNANCE_READ,
            P.GOVERNANCE_WORK,
            P.PARTY_READ,
            P.PARTY_WRITE,
            P.PARTY_DO,
            P.STANDARDS_READ,
            P.PROACTIVE_READ,
            P.RATES_READ,
            P.TICKETS_READ,
            P.PLACES_READ,
            P.DESK_READ,
            P.CALENDAR_READ,
        }
    ),
    Role.STREET: frozenset(
        {
            P.CONSULTATIONS_READ,
            P.CONSULTATIONS_WORK,
            P.VOTING_READ,
            P.VOTING_WORK,
            P.CARE_READ,
            P.RESOURCES_READ,
            P.RESOURCES_WORK,
            P.DISCLOSURES_READ,
            P.COUNCIL_READ,
            P.GOVERNANCE_READ,
            P.GOVERNANCE_OVERSEE,
            P.GOVERNANCE_BAR,
            P.PARTY_READ,
            P.DISCLOSURES_WRITE,
            P.DISCLOSURES_APPROVE,
            P.STANDARDS_READ,
            P.PROACTIVE_READ,
            P.HOTLINE_WORK,
            P.CALLBACKS_WORK,
            P.EXCLUSIONS_ASK,
            P.RATES_READ,
            P.DUTY_READ,
            P.RULES_READ,
            P.RULES_EDIT,
            P.TICKETS_READ,
            P.TICKETS_REASSIGN,
            P.TICKETS_WORK,
            P.PLACES_EDIT,
            P.PLACES_READ,
            P.DESK_READ,
            P.CALENDAR_READ,
        }
    ),
    Role.DISTRICT: frozenset(
        {
            P.CONSULTATIONS_READ,
            P.CONSULTATIONS_WORK,
            P.VOTING_READ,
            P.CARE_READ,
            P.RESOURCES_READ,
            P.DISCLOSURES_READ,
            P.COUNCIL_READ,
            P.GOVERNANCE_READ,
            P.PARTY_READ,
            P.STANDARDS_READ,
            P.PROACTIVE_READ,
            P.CALLBACKS_WORK,
            P.HOTLINE_WORK,
            P.RATES_READ,
            P.RULES_READ,
            P.RULES_EDIT,
            P.RULES_PUBLISH,
            P.TICKETS_READ,
            P.TICKETS_REASSIGN,
            P.TICKETS_WORK,
            P.PLACES_EDIT,
            P.PLACES_READ,
            P.DESK_READ,
            P.CALENDAR_READ,
            P.CALENDAR_MANAGE,
        }
    ),
    Role.AUDITOR: frozenset({P.AUDIT_READ}),
    Role.SYSADMIN: frozenset(
        {
            P.HOTLINE_CLIENTS,
            P.PEOPLE_READ,
            P.PEOPLE_MANAGE,
            P.JOBS_MANAGE,
            P.PLACES_EDIT,
            P.PLACES_READ,
            P.CALENDAR_READ,
            P.CALENDAR_MANAGE,
        }
    ),
}
