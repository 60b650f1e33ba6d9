"""What is done before anybody complains (未诉先办)."""
