"""What a property company has promised to do and how often (服务标准), and the proof that it was done."""
