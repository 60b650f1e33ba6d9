"""What 党建联建 has in the calendar (日历)."""

from app.core.dated import Dated, Kind
from app.core.permissions import Permission
from app.party.queries import dates

DATED = Dated(
    Permission.PARTY_READ,
    (
        Kind("agreement", "协议到期", "/party/{id}"),
        Kind("renewal", "协议续签", "/party/{id}"),
        Kind("commitment", "承诺事项", "/party/commitments/{id}"),
        Kind("cross_post", "交叉任职到期", "/party/posts"),
    ),
    dates.between,
)
