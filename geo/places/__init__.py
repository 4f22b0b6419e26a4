"""Where things are: district layers and vintages, names, borders and belts, context lines."""
