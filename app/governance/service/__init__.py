"""What is done with committees: made up, met, decided, shown."""
