"""Call-backs (回访) and the three rates (三率)."""
