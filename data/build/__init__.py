"""Builds the tables that ship in `data/` from public source files and hand-edited inputs."""
