"""闲置资源: rooms and grounds that stand idle, from the survey to a service that neighbours use and rate."""
