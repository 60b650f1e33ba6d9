"""An agreement as a Word form: made, filled in outside, read back, compared, taken over."""

from app.party.wordform.bringing import content_of, preview, subject, take
from app.party.wordform.layout import blank, filled

__all__ = ["blank", "content_of", "filled", "preview", "subject", "take"]
