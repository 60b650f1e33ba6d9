"""The edges to 12345 and to Open311 clients."""
