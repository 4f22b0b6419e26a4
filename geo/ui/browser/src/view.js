// Where the map looks: the region as a whole, until the reader looks elsewhere.

import { WebMercatorViewport } from "@deck.gl/core";

const PADDING = 24; // pixels between the region and the edge of the first view
const LEAST_PADDING = 8; // where the map is wider than its sheet would be
const LEAST_ZOOM = 3.6;
const MOST_ZOOM = 11;
const LENGTHS = [500, 200, 100, 50, 20, 10, 5, 2, 1]; // kilometres that the scale bar may have
const LONGEST = 110; // pixels
const WHOLE_DOTS = 6.5; // zoom from which dots have their whole size
const LEAST_DOTS = 0.65; // of that size, where the map shows the whole region

/** What share of their size dots have: from afar they are smaller, else they hide the districts. */
export function dotScale(zoom) {
  return Math.min(Math.max(2 ** ((zoom - WHOLE_DOTS) / 2), LEAST_DOTS), 1);
}

export class View {
  /** `show` is told every view; `sheet` is the map's element, `scale` that of its scale bar. */
  constructor(sheet, scale, show) {
    Object.assign(this, { sheet, scale, show, home: true });
  }

  /** Look at a region, by default the last one: as large as the map allows, within the sheet. */
  look(region = this.region) {
    this.region = region;
    const { clientWidth: width, clientHeight: height } = this.sheet;
    if (!region || !width || !height) return;
    const view = whole(region, width, height);
    const [longitude, latitude] = view.unproject(within(view, region.sheet));
    this.set({ longitude, latitude, zoom: view.zoom });
    this.home = true;
  }

  zoom(by) {
    this.move({ ...this.now, zoom: this.now.zoom + by, transitionDuration: 0 });
  }

  /** The reader looks elsewhere. */
  move(view) {
    this.home = false;
    this.set(view);
  }

  set(view) {
    const zoom = Math.min(Math.max(view.zoom, LEAST_ZOOM), MOST_ZOOM);
    this.now = { ...view, zoom, minZoom: LEAST_ZOOM, maxZoom: MOST_ZOOM };
    this.measure();
    this.show(this.now);
  }

  /** Another size shows the region in full again, unless the reader looks elsewhere. */
  resize() {
    if (this.home) this.look();
    else this.set(this.now);
  }

  /** The scale bar: whole kilometres, true at the middle of the map. */
  measure() {
    const { latitude, zoom } = this.now;
    const metresAPixel =
      (40_075_016.686 * Math.cos((latitude * Math.PI) / 180)) / (512 * 2 ** zoom);
    const km = LENGTHS.find((one) => (one * 1000) / metresAPixel <= LONGEST) ?? 1;
    this.scale.style.width = `${(km * 1000) / metresAPixel}px`;
    this.scale.firstChild.textContent = `${km} km`;
  }
}

/** A region in full: with less room around it where the sheet would else be narrower than the map. */
function whole({ bounds: [west, south, east, north], sheet }, width, height) {
  const fit = (padding) =>
    new WebMercatorViewport({ width, height }).fitBounds(
      [[west, south], [east, north]],
      { padding, maxZoom: 9 },
    );
  const view = fit(Math.min(PADDING, width / 12));
  const [[left], [right]] = [sheet[0], sheet[2]].map((one) => view.project([one, north]));
  const larger = Math.log2(width / (right - left));
  if (larger <= 0) return view;
  const { longitude, latitude } = view;
  const zoom = Math.min(view.zoom + larger, fit(LEAST_PADDING).zoom);
  return new WebMercatorViewport({ width, height, longitude, latitude, zoom });
}

/** Where a view's middle goes so that it shows nothing beyond the sheet; pixels of the view. */
function within(view, [west, south, east, north]) {
  const [left, top] = view.project([west, north]);
  const [right, bottom] = view.project([east, south]);
  return [inside(left, right, view.width), inside(top, bottom, view.height)];
}

/** The middle of a window of some size that is moved into an edge; not where it is larger. */
function inside(from, to, size) {
  return size / 2 + (to - from < size ? 0 : Math.max(from, 0) + Math.min(to - size, 0));
}
