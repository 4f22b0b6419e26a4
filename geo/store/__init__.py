"""Kept data sets: what ships, read once, and selections of it."""
