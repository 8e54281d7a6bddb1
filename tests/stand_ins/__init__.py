"""Servers that stand in for those outside the house, and check what they are sent."""
