"""What can be done with orders of other systems: import, receive, tell, and look after clients and keys."""
