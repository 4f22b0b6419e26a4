"""Sarhad: bytes become incidents, incidents are placed, places are counted, counts are drawn."""

__version__ = "0.1.0"
