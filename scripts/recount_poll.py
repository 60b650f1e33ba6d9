"""Counts a poll of owners again from its published file, with nothing but Python: no code of the product is used.

    python scripts/recount_poll.py 计票依据.json SHA-256

Each home: its paper's number, its area in 0.01 ㎡, its head, its choice for each topic (null: it took no part). Of a
secret poll: who took part and, apart, in no order that means anything, the votes by phone and the sums of the box.
Ends with 1 when it is not the published file (its sum is another), with 2 when it is no such file.
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
    """Return who took part and, for each topic, who said yes and whether it passed; a secret poll counts homes."""
    homes, secret = file["homes"], file.get("secret", False)
    part = [home for home in homes if (home["voted"] if secret else home["choices"] is not None)]
    (all_area, all_heads), (area, heads) = totals(homes), totals(part)
    enough, topics = area * 3 >= all_area * 2 and heads * 3 >= all_heads * 2, {}
    for number, matter in sorted((int(number), int(matter)) for number, matter in file["topics"].items()):
        at = number - 1
        said: dict[str, set[str]] = {}
        if secret:
            boxed = file["box"][at]["yes"] if file["box"] else 0
            yes, of = {"homes": sum(vote[at] == "yes" for vote in file["votes"]) + boxed}, {"homes": len(part)}
        else:
            for home in part:  # who owns several homes is one head, for yes only when all his votes say so
                said.setdefault(home["head"], set()).add(home["choices"][at])
            yes_area = sum(home["area"] for home in part if home["choices"][at] == "yes")
            yes = {"area": yes_area, "heads": sum(mind == {"yes"} for mind in said.values())}
            of = {"area": area, "heads": heads}
        borders = ((yes[k] * 4 >= of[k] * 3) if matter in THREE_QUARTERS else (yes[k] * 2 > of[k]) for k in yes)
        passed = enough and bool(part) and all(borders)
        topics[number] = {**{f"yes_{k}": yes[k] for k in yes}, "passed": passed} if file.get("told", True) else None
    return {"area": [area, all_area], "heads": [heads, all_heads], "enough": enough, "topics": topics}


if __name__ == "__main__":
    data = Path(sys.argv[1]).read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if len(sys.argv) > 2 and sys.argv[2].strip().lower() != digest:
        sys.exit(f"这不是公布的那一份文件，里面的数不能信。\n公布的校验码 {sys.argv[2]}\n这份文件的 {digest}")
    try:
        print(json.dumps(recount(json.loads(data)), ensure_ascii=False, indent=2))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        print("这不是计票依据的文件。", file=sys.stderr)
        sys.exit(2)
    print(f"SHA-256 {digest}" + ("" if len(sys.argv) > 2 else "\n请和公布的校验码逐字对一遍。"))
