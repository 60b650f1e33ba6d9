"""Where the invented compounds stand: around the middle of their street, so that their map is that of a district."""

from __future__ import annotations

from math import cos, pi, radians, sin, sqrt

MIDDLES: dict[str, tuple[float, float]] = {
    "110107001": (39.9105, 116.2360),
    "110107002": (39.9235, 116.2200),
    "110107003": (39.9050, 116.2060),
    "110107004": (39.9060, 116.1790),
    "110107005": (39.9330, 116.1920),
    "110107006": (39.9250, 116.1630),
    "110107009": (39.9420, 116.1400),
    "110107010": (39.9600, 116.1150),
    "110107011": (39.8920, 116.2260),
}
"""Of the streets, by code (WGS84, invented: roughly where streets of this district lie)."""
METRES_PER_DEGREE = 111_195
APART_METRES = 320
TURN = pi * (3 - sqrt(5))
"""The golden angle: however many compounds a street has, no two of them stand in one place."""


def point(street: str, number: int) -> dict[str, float]:
    """Return latitude and longitude of the ``number``-th compound (from 0) of a street."""
    latitude, longitude = MIDDLES[street]
    far, angle = APART_METRES * sqrt(number + 0.4), TURN * number + int(street[-2:])
    north, east = far * sin(angle), far * cos(angle)
    wide = METRES_PER_DEGREE * cos(radians(latitude))
    return {
        "latitude": round(latitude + north / METRES_PER_DEGREE, 6),
        "longitude": round(longitude + east / wide, 6),
    }
