"""Inspection: inspectors see, ask, publish and put a recall to the vote, and nothing else."""
