"""Chance that repeats itself: the same seed gives the same district, down to the ids and the QR codes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from random import Random
from uuid import UUID, uuid5

SEED = "haofuwu-demo-1"
NAMESPACE = UUID("6f0d3c1e-5a1b-5b7e-9d53-1b0107000000")
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters of a QR code: none that is mistaken for another when it is typed in."""
CODE_LENGTH = 10


def ident(*parts: str | int) -> UUID:
    """Return the id of the thing that ``parts`` name; the same parts give the same id in every load."""
    return uuid5(NAMESPACE, ":".join(map(str, parts)))


def label_code(*parts: str | int) -> str:
    """Return the text of the QR label of the thing that ``parts`` name. It says nothing about the place."""
    digest = hashlib.blake2b(":".join(map(str, (SEED, *parts))).encode(), digest_size=CODE_LENGTH).digest()
    return "".join(CODE_LETTERS[byte % len(CODE_LETTERS)] for byte in digest)


def stream(*parts: str | int) -> Random:
    """Return a source of chance of its own for ``parts``, so that more of one thing does not change another."""
    return Random(":".join(map(str, (SEED, *parts))))  # noqa: S311 - made-up data, nothing to protect


def split(total: int, weights: Sequence[float]) -> list[int]:
    """Return whole shares of ``total`` in proportion to ``weights``; they add up to ``total`` exactly."""
    whole = sum(weights)
    shares: list[int] = []
    given, reached = 0, 0.0
    for weight in weights:
        reached += weight
        share = round(total * reached / whole) - given
        shares.append(share)
        given += share
    return shares
