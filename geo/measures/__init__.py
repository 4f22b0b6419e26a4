"""Numbers: every count that a page, export or command shows is made here. Pure functions."""
