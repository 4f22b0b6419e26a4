// What pydeck wrote becomes deck.gl layers; those that follow time take their numbers from a tally.

import { BitmapLayer, ScatterplotLayer, TextLayer } from "@deck.gl/layers";
import { HeatmapLayer } from "@deck.gl/aggregation-layers";
import { JSONConverter } from "@deck.gl/json";
import { TEXT } from "./glyphs.js";
import { Features, Linework } from "./linework.js";
import { valuesOf } from "./rows.js";

const converter = new JSONConverter({
  configuration: {
    classes: {
      BitmapLayer, HeatmapLayer, ScatterplotLayer, TextLayer,
      GeoJsonLayer: Features,
      PathLayer: Linework,
    },
  },
});

/** deck.gl's layer of pydeck's JSON; `data` stands in for data that the JSON only names. */
export function layerOf(json, data) {
  const { tips, fills, names, clear, ...rest } = json;
  const layer = converter.convert(data ? { ...rest, data: [] } : rest);
  return layer.clone({
    ...(data && { data }),
    ...(fills && fillProps(fills)),
    ...(layer instanceof TextLayer && TEXT),
  });
}

/** Props that colour features by their position `i` in a list of colours. */
export function fillProps(fills) {
  return {
    getFillColor: (feature) => fills[feature.properties.i],
    updateTriggers: { getFillColor: fills },
  };
}

/** Fills of districts: none, a class of the ramp, no value, or ground if the filter left it out. */
export function districtFills(tally, districts, { edges, left_out }) {
  const { none, ramp, missing } = districts;
  const beyond = new Set(left_out);
  return valuesOf(tally, districts).map((value, i) => {
    if (beyond.has(i)) return districts.left_out;
    if (value === null) return missing;
    if (!value) return none;
    let at = 0;
    while (at < edges.length && edges[at] <= value) at += 1;
    return ramp[at];
  });
}

/** Dots, one per place: the area is the number, hollow where a row is not exact. */
export function dotProps(rows, tally, { pixels, largest, line, exact, near }) {
  const radii = new Float32Array(rows.places);
  const lines = new Float32Array(rows.places);
  const fills = new Uint8Array(4 * rows.places);
  for (let i = 0; i < rows.places; i++) {
    const incidents = tally.place[i];
    if (!incidents) continue; // neither radius nor line: not drawn, not picked
    radii[i] = Math.min(pixels * Math.sqrt(incidents), largest);
    lines[i] = line;
    fills.set(tally.near[i] ? near : exact, 4 * i);
  }
  return {
    data: {
      length: rows.places,
      attributes: {
        getPosition: rows.positions,
        getRadius: { value: radii, size: 1 },
        getLineWidth: { value: lines, size: 1 },
        getFillColor: { value: fills, size: 4 },
      },
    },
  };
}

/** Places with a row that is known to within 25 km only. */
export function nearProps(rows, tally) {
  return { data: shown(rows, tally, (i) => tally.near[i]).map((i) => ({ at: rows.at(i) })) };
}

/** Places with their numbers, as the heat layer reads them. */
export function heatProps(rows, tally) {
  const data = shown(rows, tally, () => true);
  return { data: data.map((i) => ({ at: rows.at(i), n: tally.place[i] })) };
}

function shown(rows, tally, wanted) {
  const found = [];
  for (let i = 0; i < rows.places; i++) if (tally.place[i] && wanted(i)) found.push(i);
  return found;
}
