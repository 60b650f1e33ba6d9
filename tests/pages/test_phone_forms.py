"""What the phone knows of the forms is what they are."""

from __future__ import annotations

import json

from scripts.phone_forms import TARGET, described


def test_the_phone_has_the_words_of_every_column():
    kept = json.loads(TARGET.read_text(encoding="utf-8"))

    assert kept == described(), "run python -m scripts.phone_forms, then npm run format in miniapp"
