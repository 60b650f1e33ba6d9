"""All SELECTs of the rulebook: versions, the ledger that rules may name, places in bulk, dry runs, accuracy."""
