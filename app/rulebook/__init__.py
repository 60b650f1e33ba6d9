"""The routing rules in the hands of people: versions, checks, two-person publishing, dry runs, accuracy."""
