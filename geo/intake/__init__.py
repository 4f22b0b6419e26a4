"""Bytes become incidents, and incidents get their district."""
