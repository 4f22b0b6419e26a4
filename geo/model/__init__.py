"""What things are: incidents, districts, groups, data sets, filters. Nothing here computes."""
