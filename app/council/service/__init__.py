"""What is done in the council: topics, suggestions, meetings."""
