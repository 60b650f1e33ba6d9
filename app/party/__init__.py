"""党建联建: the agreements of a community's Party organisation with those who serve its compounds."""
