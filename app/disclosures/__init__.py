"""Disclosures (公示): shown to everybody, published by two people, in versions that stay, and open to questions."""
