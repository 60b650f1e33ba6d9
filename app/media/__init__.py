"""Photos: cleaned on arrival, visible to their owner until they belong to something, then to whoever sees that."""
