// Which names stand on the map: none over another or over a mark that is kept clear, none cut by the
// edge, the important ones first.

import { WebMercatorViewport } from "@deck.gl/core";
import { namesThatFit } from "./fit.js";

const SETTLED = 150; // milliseconds after which names are placed anew where the reader looks
const CLOSER = 0.25; // zoom levels after which they are at once
const COVERED = ".tools, .scale"; // what lies on the map

/** The names of all text layers of a map, for where it looks. */
export class Names {
  constructor(map, changed) {
    Object.assign(this, { map, changed, rows: [], ids: [], clear: [], fitting: new Map() });
  }

  /** Take the names of these layers, as pydeck wrote them, and the marks to keep `clear` of names. */
  load(layers) {
    const lettered = layers.filter(({ names }) => names);
    this.rows = lettered.flatMap(({ id, names }) => names.map((one) => ({ ...one, layer: id })));
    this.ids = lettered.map(({ id }) => id);
    this.clear = layers.flatMap(({ clear, data }) => (clear ? data.map(({ at }) => [at, clear]) : []));
    this.known = undefined;
    this.place();
  }

  /** The map looks there now: place names anew at once or, for a small move, when it rests. */
  look(view) {
    this.view = view;
    clearTimeout(this.settling);
    const place = () => this.place() && this.changed();
    if (Math.abs(view.zoom - this.zoom) > CLOSER) place();
    else this.settling = setTimeout(place, SETTLED);
  }

  /** A layer with those of its names that fit; any other layer as it is. */
  lettered(layer) {
    const data = this.fitting.get(layer.id);
    return data ? layer.clone({ data }) : layer;
  }

  close() {
    clearTimeout(this.settling);
  }

  /** Whether other names fit than before. */
  place() {
    const sheet = this.map.getBoundingClientRect();
    const { width, height } = sheet;
    if (!this.view || !width || !height) return false;
    const taken = [...this.map.querySelectorAll(COVERED)].map((one) => {
      const { left, top, right, bottom } = one.getBoundingClientRect();
      return [left - sheet.left, top - sheet.top, right - sheet.left, bottom - sheet.top];
    });
    const view = new WebMercatorViewport({ ...this.view, width, height });
    this.zoom = view.zoom;
    const marks = this.clear.map(([at, pixels]) => boxAround(view.project(at), pixels));
    const names = namesThatFit(this.rows, view, [...taken, ...marks]);
    const known = JSON.stringify(names.map(({ layer, name, shift }) => [layer, name, shift]));
    if (known === this.known) return false;
    this.known = known;
    this.fitting = new Map(
      this.ids.map((id) => [id, names.filter(({ layer }) => layer === id)]),
    );
    return true;
  }
}

function boxAround([x, y], pixels) {
  return [x - pixels, y - pixels, x + pixels, y + pixels];
}
