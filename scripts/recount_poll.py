"""Counts a poll of owners again from its published file, with nothing but Python: no code of the product is used.

    python scripts/recount_poll.py 计票依据.json [SHA-256]

The file says of each home of the register its paper's number, its area in 0.01 ㎡, the number of its head, and what it
chose for each topic (null: it did not take part). The file of a secret poll says who took part, and apart from that, in
no order that means anything, what was chosen by phone and how many papers in the box said what.
Prints what follows; ends with 1 when the hash is another one.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

THREE_QUARTERS = {6, 7, 8}  # 民法典 278: raise the fund, rebuild, change the use of common parts


def totals(homes: list[dict[str, Any]]) -> tuple[int, int]:
    """Return the area and the number of heads of some homes."""
    return sum(home["area"] for home in homes), len({home["head"] for home in homes})


def recount(file: dict[str, Any]) -> dict[str, Any]:
    """Return for each topic who said yes, and whether it passed."""
    homes = file["homes"]
    part = [home for home in homes if home["choices"] is not None]
    (all_area, all_heads), (area, heads) = totals(homes), totals(part)
    enough = area * 3 >= all_area * 2 and heads * 3 >= all_heads * 2
    found = {}
    for number, matter in sorted(file["topics"].items(), key=lambda pair: int(pair[0])):
        said: dict[str, set[str]] = {}
        for home in part:
            said.setdefault(home["head"], set()).add(home["choices"][int(number) - 1])
        yes_heads = sum(1 for choices in said.values() if choices == {"yes"})
        yes_area = sum(home["area"] for home in part if home["choices"][int(number) - 1] == "yes")
        if int(matter) in THREE_QUARTERS:
            approved = bool(part) and yes_area * 4 >= area * 3 and yes_heads * 4 >= heads * 3
        else:
            approved = yes_area * 2 > area and yes_heads * 2 > heads
        found[int(number)] = {"yes_area": yes_area, "yes_heads": yes_heads, "passed": enough and approved}
    return {"area": [area, all_area], "heads": [heads, all_heads], "enough": enough, "topics": found}


def recount_secret(file: dict[str, Any]) -> dict[str, Any]:
    """Return the same for a secret poll: homes, because areas would name them."""
    part = [home for home in file["homes"] if home["voted"]]
    (all_area, all_heads), (area, heads) = totals(file["homes"]), totals(part)
    enough = area * 3 >= all_area * 2 and heads * 3 >= all_heads * 2
    found: dict[int, Any] = {}
    for number, matter in sorted(file["topics"].items(), key=lambda pair: int(pair[0])):
        place = int(number) - 1
        yes = sum(vote[place] == "yes" for vote in file["votes"]) + (file["box"][place]["yes"] if file["box"] else 0)
        approved = yes * 4 >= len(part) * 3 if int(matter) in THREE_QUARTERS else yes * 2 > len(part)
        found[int(number)] = {"yes_homes": yes, "passed": enough and bool(part) and approved} if file["told"] else None
    return {"area": [area, all_area], "heads": [heads, all_heads], "enough": enough, "topics": found}


def main(argv: list[str]) -> int:
    """Count a file; returns the exit status."""
    data = Path(argv[1]).read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    file = json.loads(data)
    print(json.dumps((recount_secret if file.get("secret") else recount)(file), ensure_ascii=False, indent=2))
    print(f"SHA-256 {digest}")
    return 1 if len(argv) > 2 and argv[2] != digest else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
