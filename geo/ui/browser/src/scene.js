// A map in the page: deck.gl draws what pydeck wrote, in the order it is given, and the time bar
// under it moves the window through rows that the browser already holds.

import { Deck, MapView } from "@deck.gl/core";
import { Dates } from "./dates.js";
import { carry, named, rowsNamed } from "./files.js";
import { districtFills, dotProps, fillProps, heatProps, layerOf, nearProps } from "./layers.js";
import { isoOf, spanWords } from "./days.js";
import { icon } from "./icons.js";
import { most, ranked, showMost } from "./most.js";
import { Names } from "./names.js";
import { tallyRows } from "./rows.js";
import { Player } from "./player.js";
import { dotScale, View } from "./view.js";
import { districtWords, numberWords, placeWords, tollWords } from "./words.js";
import STYLE from "./scene.css";

const REACH = 3; // pixels around the pointer in which something is found
const NEAR = { touch: 10, pen: 6, mouse: 5 }; // pixels from which a click takes a dot
const NAMED = 3; // districts that the description of the map names
const STALE_OPACITY = 0.2; // of what only the server can draw, while time moves on without it

const NONE = []; // what a layer of moving rows begins with

const HTML = `
  <div class="map"><div class="sheet" role="img"></div>
    <div class="tools">
      <button class="in" aria-label="Zoom in" title="Zoom in">${icon("plus")}</button>
      <button class="out" aria-label="Zoom out" title="Zoom out">${icon("minus")}</button>
      <button class="home" aria-label="Whole view" title="Whole view">${icon("home")}</button>
      <button class="full" aria-label="Full screen" title="Full screen">${icon("full")}</button>
    </div>
    <div class="scale"><span></span></div>
    <div class="failed" role="alert" hidden></div>
  </div>`;

class Scene {
  constructor(parent) {
    this.root = document.createElement("div");
    this.root.className = "scene";
    this.root.innerHTML = `<style>${STYLE}</style>${HTML}`;
    parent.append(this.root);
    const find = (name) => this.root.querySelector(`.${name}`);
    this.sheet = find("sheet");
    this.kept = new Map(); // layer id -> { text, json, layer }
    this.painted = []; // layers, before their names are placed
    this.names = new Names(find("map"), () => this.paint());
    this.view = new View(this.sheet, find("scale"), (view) => {
      this.deck.setProps({ viewState: view });
      this.size(dotScale(view.zoom));
      this.names.look(view);
    });
    find("in").onclick = () => this.view.zoom(1);
    find("out").onclick = () => this.view.zoom(-1);
    find("home").onclick = () => this.view.look();
    find("full").onclick = () =>
      document.fullscreenElement ? document.exitFullscreen() : this.root.requestFullscreen();
    this.deck = new Deck({
      parent: this.sheet,
      width: "100%",
      height: "100%",
      views: new MapView({ repeat: false }),
      controller: { keyboard: true },
      viewState: { longitude: 67, latitude: 31, zoom: 5 },
      layers: [],
      layerFilter: ({ layer, viewport }) => !(layer.props.fromZoom > viewport.zoom),
      pickingRadius: REACH,
      getTooltip: (info) => this.tooltip(info),
      onViewStateChange: ({ viewState, interactionState }) =>
        Object.values(interactionState).some(Boolean) ? this.view.move(viewState) : this.view.set(viewState),
      onResize: () => this.view.resize(),
      onError: (error, layer) => (layer ? console.warn("map:", error.message) : this.fail(error)),
    });
    this.dates = new Dates((span) => this.follow(span));
    this.listen();
  }

  /** Clicks by their own measure: on a slow machine deck.gl takes a slow click for none. */
  listen() {
    let down;
    this.sheet.addEventListener("pointerdown", ({ offsetX, offsetY }) => (down = [offsetX, offsetY]));
    this.sheet.addEventListener("pointerup", ({ offsetX: x, offsetY: y, pointerType }) => {
      if (down && Math.hypot(x - down[0], y - down[1]) < 2 * REACH) this.pick(x, y, NEAR[pointerType]);
      down = undefined;
    });
  }

  /** What the page says now. Files are awaited; of two calls in a row, the last one is drawn. */
  async update({ data: sent, setStateValue }) {
    const data = JSON.parse(new TextDecoder().decode(sent));
    if (data.time) data.time.window ??= wholeOf(data.time.span);
    this.setState = setStateValue;
    const turn = (this.turn = (this.turn ?? 0) + 1);
    try {
      const [rows, look, ...parts] = await Promise.all([
        data.time && rowsNamed(data.time.rows),
        named(data.look),
        ...data.parts.map(layersNamed),
      ]);
      if (turn === this.turn) this.show({ ...data, ...look }, parts.flat(), rows);
    } catch (error) {
      this.fail(error);
    }
  }

  show(data, parts, rows) {
    const moved = !same(this.data?.bounds, data.bounds);
    const looks = JSON.stringify([data.parts, { ...data.time, window: null }, data.look]);
    const known = looks === this.looks && rows === this.rows;
    if (data.time && wordsOf(data.time.window) !== this.knew) {
      this.told = this.knew = wordsOf(data.time.window);
    }
    Object.assign(this, { data, rows, looks });
    this.dates.watch();
    if (this.ahead && (same(this.ahead, data.time?.span) || !same(this.ahead, this.dates.span))) {
      this.ahead = undefined;
      this.time.rest(); // the window may have moved with the dates: the page is to know it
    }
    this.root.style.setProperty("--least", `${data.height}px`);
    if (!data.time) this.sheet.setAttribute("aria-label", data.alt);
    this.root.style.setProperty("--text", data.colours.text);
    this.root.style.setProperty("--page", data.colours.page);
    if (moved) this.view.look(data);
    if (known && !this.stale) return;
    this.layers = parts.map(([json, inline]) => this.keep(json, inline));
    this.names.load(this.layers.map(({ json }) => json));
    if (data.time) this.load();
    else this.paint(this.layers.map(({ layer }) => layer));
    this.root.dataset.drawn = String(this.turn);
  }

  /** The slider of the dates moved: draw what it shows, before the page answers. */
  follow(span) {
    const time = this.data?.time;
    if (!time || span.length !== 2) return;
    const ahead = same(span, time.span) ? undefined : span;
    if (same(ahead, this.ahead)) return;
    this.ahead = ahead;
    this.load();
  }

  load() {
    const { time, colours } = this.data;
    this.player().load(this.rows, { ...time, span: this.ahead ?? time.span }, colours);
  }

  player() {
    this.time ??= new Player(
      this.root,
      (frame) => this.draw(frame),
      (window) => this.tell(window),
    );
    return this.time;
  }

  /** The layer of this JSON: the one already drawn where nothing has changed. */
  keep(json, data) {
    const before = this.kept.get(json.id);
    if (before?.json === json && before.data === data) return before; // of the same file
    const text = JSON.stringify(json);
    if (before?.text === text && before.data === data) return before;
    const made = { text, json, data, layer: layerOf(json, data) };
    this.kept.set(json.id, made);
    return made;
  }

  /** Draw one window of time; the toll of it in words. */
  draw(frame) {
    const { districts, dots, time } = this.data;
    const { window, coloured } = time;
    const tally = (this.tally = tallyRows(this.rows, frame, districts.bases.length));
    const moved = window.start !== frame[0] || window.end !== frame[1];
    this.stale = moved && (this.kept.has("density") || this.rows.fixed);
    const follow = {
      districts: () => coloured && fillProps(districtFills(tally, districts, time)),
      incidents: () => dotProps(this.rows, tally, dots),
      "near-discs": () => nearProps(this.rows, tally),
      heat: () => heatProps(this.rows, tally),
      density: () => ({ opacity: this.stale ? STALE_OPACITY : 1 }),
    };
    this.paint(
      this.layers.map(({ json, layer }) => {
        const props = follow[json.id]?.();
        return props ? layer.clone(props) : layer;
      }),
    );
    showMost(time.listed ? { tally, districts } : undefined);
    const words = moved && this.rows.fixed ? "…" : tollWords(tally);
    this.describe(frame, words);
    return words;
  }

  /** Draw layers, by default those that are drawn, with the names that fit and dots in their size. */
  paint(layers = this.painted) {
    this.painted = layers;
    const sized = { radiusScale: this.dots };
    this.deck.setProps({
      layers: layers.map((layer) =>
        layer.id === "incidents" ? layer.clone(sized) : this.names.lettered(layer),
      ),
    });
  }

  /** Draw dots, and those of the legend, this many times their size. */
  size(dots) {
    if (dots === this.dots) return;
    this.dots = dots;
    document.documentElement.style.setProperty("--dots", dots);
    this.paint();
  }

  /** The map in one sentence, for those who hear it. */
  describe(frame, words) {
    const { alt, districts: { names } } = this.data;
    const named = ranked(this.tally.district.incidents, names)
      .slice(0, NAMED)
      .map(([i, incidents]) => `${names[i]} ${numberWords(incidents)}`);
    const first = named.length ? ` Most incidents: ${named.join(", ")}.` : "";
    const table = "The table below the map holds every district.";
    this.sheet.setAttribute("aria-label", `${alt}, ${spanWords(frame)}: ${words}.${first} ${table}`);
  }

  /** Tell the page which window stands, once the reader has stopped, if it does not know. */
  tell(window) {
    const text = wordsOf(window);
    if (text === this.told || this.ahead) return;
    this.told = text;
    this.setState("window", text);
  }

  /** What lies under a click: a dot that is near, else the district. */
  pick(x, y, near = REACH) {
    if (!this.data?.time) return;
    const dot = this.deck.pickObject({ x, y, radius: near, layerIds: ["incidents"] });
    const { layer, object, index } = dot ?? this.deck.pickObject({ x, y, radius: REACH }) ?? {};
    let found = null;
    if (layer?.id === "incidents" && this.rows) {
      found = { layer: "incidents", at: this.rows.at(index) };
    } else if (object?.properties?.id) found = { layer: layer.id, id: object.properties.id };
    this.setState("picked", found);
  }

  tooltip({ layer, object, index }) {
    if (!layer || index < 0) return null;
    const { json } = this.kept.get(layer.id) ?? {};
    const time = this.data.time;
    let text = object?.tip ?? object?.properties?.tip ?? json?.tips?.[object?.properties?.i];
    if (time && layer.id === "districts") {
      text = districtWords(this.tally, object.properties, time);
    }
    if (time && layer.id === "incidents") text = placeWords(this.rows, this.tally, index);
    return text ? { text, className: "tip" } : null;
  }

  fail(error) {
    const line = this.root.querySelector(".failed");
    line.hidden = false;
    line.textContent = `The map could not be drawn (${error.message}). The tables of this page hold its numbers.`;
  }

  close() {
    this.names.close();
    this.time?.close();
    showMost(undefined);
    this.dates.close();
    this.deck.finalize();
    this.root.remove();
  }
}

/** Whether two short lists hold the same numbers, or neither is there. */
function same(one, other) {
  return String(one) === String(other);
}

/** The window that shows a whole span. */
function wholeOf([start, end]) {
  return { step: "whole", length: 1, start, end };
}

/** A window as the page is told it. */
function wordsOf({ step, length, start, end }) {
  return [step, length, isoOf(start), isoOf(end)].join(" ");
}

/** The layers of a part, each with the data that it names. */
async function layersNamed(part) {
  const layers = [await named(part)].flat();
  return Promise.all(layers.map(async (json) => [json, await namedData(json)]));
}

/** The data that a layer's JSON names: a file, or rows that follow time. */
function namedData({ data }) {
  if (typeof data !== "string") return undefined;
  return data.startsWith("rows:") ? NONE : named(data);
}

const scenes = new WeakMap();

export default function draw(component) {
  const { parentElement } = component;
  if (!scenes.has(parentElement)) scenes.set(parentElement, new Scene(parentElement));
  scenes.get(parentElement).update(component);
  return () => {
    scenes.get(parentElement)?.close();
    scenes.delete(parentElement);
  };
}

export { carry, most };
