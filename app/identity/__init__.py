"""Who people are: persons, posts, sessions, the homes they belong to, and the codes they scan."""
