"""What is done with polls: preparing, voting, reading papers, counting, showing."""
