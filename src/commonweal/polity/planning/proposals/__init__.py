"""From what councils propose to a plan that is voted."""
