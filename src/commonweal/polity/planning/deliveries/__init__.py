"""What is reported as delivered, and what receivers say of it."""
