"""Unions: bodies outside the chain of command, each with a roll of its own."""
