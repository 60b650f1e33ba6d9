"""All SELECTs of the disclosures area, split by subject. What is made for a person begins with ``visible``."""
