"""Every form there is, in the order in which people look for them."""

from __future__ import annotations

from app.forms import accounts, cashbook, fees, fund, occasions, revenue, standing
from app.forms.base import Form

FORMS: dict[str, Form] = {
    form.code: form
    for form in (
        fees.FORM,
        standing.SERVICES,
        standing.COMPANY,
        standing.MAINTENANCE,
        accounts.YEAR,
        accounts.QUARTER,
        revenue.REVENUE,
        revenue.SHARING,
        fund.FUND,
        standing.PARKING,
        occasions.SURVEY,
        occasions.OUTAGE,
        occasions.WORKS,
        occasions.DECISION,
        fund.EMERGENCY,
        occasions.EMERGENCY_SERVICE,
        cashbook.SELFMANAGED,
        cashbook.PARKING_SELFGOV,
        standing.OTHER,
    )
}


def form_of(code: str) -> Form:
    """Return a form by its code. Raises ``KeyError`` for a code that is none."""
    return FORMS[code]
