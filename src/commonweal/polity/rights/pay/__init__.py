"""Pay: what seats and offices bring, held against what members earn."""
