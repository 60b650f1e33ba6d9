"""What can be done with people, sessions and homes. Split by subject."""
