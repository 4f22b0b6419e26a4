"""A density in real units as a picture over the map: one colour is one number at every zoom."""

import base64
import io

import numpy as np
import pydeck
from PIL import Image

from geo.maps.colours import Palette, rgba
from geo.measures.density import Picture, density_classes

OPACITY = 0.8
"""Below 1 so that rivers and district lines stay readable through the colour."""


def draw_density(picture: Picture, colours: Palette) -> pydeck.Layer:
    """The picture's classes in the heat ramp; below the first class it is clear."""
    ramp = np.zeros((len(colours.heat) + 1, 4), dtype=np.uint8)
    ramp[1:] = [rgba(colour, OPACITY) for colour in colours.heat]
    codes = np.clip(density_classes(picture.levels), 0, len(colours.heat))
    stored = io.BytesIO()
    Image.fromarray(ramp[codes]).save(stored, format="PNG", optimize=True)
    address = "data:image/png;base64," + base64.b64encode(stored.getvalue()).decode()
    return pydeck.Layer(
        "BitmapLayer", id="density", image=f"'{address}'", bounds=list(picture.bounds)
    )
