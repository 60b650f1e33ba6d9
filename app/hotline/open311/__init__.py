"""Open311 GeoReport v2: another system reads and files requests in the form that the standard gives."""
