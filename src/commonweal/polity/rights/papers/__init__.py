"""Voting on paper: tellers, observers, marks on the roll, and papers typed in twice."""
