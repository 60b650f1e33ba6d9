"""All SELECTs on orders of other systems, split by subject: clients, batches, orders, what may be public."""
