"""Committees of owners (业委会、物管会): who serves, by which rules, what they decided, and how it was posted."""
