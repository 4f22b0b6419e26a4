// The letters of names on the map, drawn as distances to their edge: so they can have a halo.

import TinySDF from "@mapbox/tiny-sdf";

const OVERHANG = 3; // pixels of the atlas that a letter may reach back before its pen

/** Props of deck.gl's text layers. */
export const TEXT = {
  _getFontRenderer: glyphs,
  // Scaled down in steps, as deck.gl does by itself, thin strokes are gone: the dash between towns
  _subLayerProps: { characters: { textureParameters: { mipmapFilter: "none" } } },
};

/**
 * What measures and draws letters. deck.gl's own starts each one's ink where the pen stands, without
 * the room that the font leaves before it: letters stand unevenly, and a "j" apart.
 */
function glyphs({ buffer, ...font }) {
  const room = buffer - OVERHANG;
  const face = new TinySDF({ buffer: room, ...font });
  return {
    measure: (letter) => measure(face.ctx.measureText(letter ?? "A"), letter !== undefined),
    draw(letter) {
      const { data, width, height, glyphLeft } = face.draw(letter);
      const image = new ImageData(width, height);
      data.forEach((distance, i) => (image.data[4 * i + 3] = distance));
      return { data: image, left: room - glyphLeft, top: room };
    },
  };
}

/** Size of a letter in pixels; else how high and deep the whole font goes. */
function measure(box, ofLetter) {
  const part = ofLetter ? "actual" : "font";
  return {
    advance: ofLetter ? box.width : 0,
    width: ofLetter ? Math.ceil(box.actualBoundingBoxRight) : 0,
    ascent: Math.ceil(box[`${part}BoundingBoxAscent`]),
    descent: Math.ceil(box[`${part}BoundingBoxDescent`]),
  };
}
