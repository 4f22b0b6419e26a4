// The time bar under the map: the strip, the window's length, play, and what the window holds.

import { Strip } from "./strip.js";
import { spanWords, windowsOf } from "./days.js";
import { icon } from "./icons.js";

/** The windows on offer: [step, length, words]. The first shows the whole period. */
export const LENGTHS = [
  ["whole", 1, "Whole period"],
  ["week", 1, "Week by week"],
  ["month", 1, "Month by month"],
  ["month", 3, "3 months, a month at a time"],
  ["month", 6, "6 months, a month at a time"],
  ["month", 12, "12 months, a month at a time"],
  ["year", 1, "Year by year"],
];

const PLAY_MS = 45_000; // a whole play takes about this long,
const SHORTEST_MS = 120; // but no window stays shorter
const LONGEST_MS = 900; // or longer than this

const HTML = `
  <div class="readout"><b class="span"></b> <span class="toll"></span></div>
  <canvas class="strip" aria-hidden="true"></canvas>
  <div class="row">
    <button class="back" aria-label="One step back" title="One step back">${icon("back")}</button>
    <button class="play" aria-label="Play" title="Play">${icon("play")}</button>
    <button class="on" aria-label="One step on" title="One step on">${icon("on")}</button>
    <input class="slider" type="range" min="0" step="1" aria-label="Window">
    <select class="length" aria-label="Length of the window">
      ${LENGTHS.map(([, , words], i) => `<option value="${i}">${words}</option>`).join("")}
    </select>
  </div>`;

export class Player {
  /** `onMove(window)` for every frame, `onRest(window)` when the reader has stopped. */
  constructor(parent, onMove, onRest) {
    this.root = document.createElement("div");
    this.root.className = "time";
    this.root.innerHTML = HTML;
    parent.append(this.root);
    this.onMove = onMove;
    this.onRest = onRest;
    const find = (name) => this.root.querySelector(`.${name}`);
    this.parts = Object.fromEntries(
      ["span", "toll", "back", "play", "on", "slider", "length"].map((name) => [name, find(name)]),
    );
    this.strip = new Strip(find("strip"), (day) => this.goToDay(day));
    this.parts.back.onclick = () => this.goTo(this.at - 1);
    this.parts.on.onclick = () => this.goTo(this.at + 1);
    this.parts.play.onclick = () => (this.timer ? this.pause() : this.play());
    this.parts.slider.oninput = () => this.goTo(Number(this.parts.slider.value));
    this.parts.length.onchange = () => this.choose(Number(this.parts.length.value));
    this.watcher = new ResizeObserver(() => this.rows && this.refresh());
    this.watcher.observe(this.root);
  }

  /** New rows, span or colours; the window stays where it was, as far as the span reaches. */
  load(rows, time, colours) {
    const first = this.window ?? time.window;
    const changed = !this.time || String(this.time.span) !== String(time.span);
    Object.assign(this, { rows, time, colours });
    if (changed) {
      const length = LENGTHS.findIndex(([step, size]) => step === first.step && size === first.length);
      this.choose(Math.max(length, 0), first.end);
    } else this.refresh();
  }

  get moving() {
    return LENGTHS[this.length][0] !== "whole";
  }

  get window() {
    if (this.at === undefined) return undefined;
    const [step, length] = LENGTHS[this.length];
    const [start, end] = this.frames[this.at];
    return { step, length, start, end };
  }

  /** Another length; the window goes to the one that ends on `day`, or begins last before it. */
  choose(length, day = this.window?.end) {
    this.pause();
    this.length = length;
    const [step, size] = LENGTHS[length];
    const { span } = this.time;
    this.frames = this.moving ? windowsOf(span, step, size) : [];
    if (!this.frames.length) this.frames = [span];
    const same = this.frames.findIndex(([, end]) => end === day);
    const near = same < 0 ? this.frames.findLastIndex(([start]) => start <= day) : same;
    const last = this.frames.length - 1;
    const { back, on, slider, length: select } = this.parts;
    select.value = String(length);
    slider.max = String(last);
    for (const part of [back, on, slider]) part.disabled = !this.moving || last === 0;
    this.at = near < 0 ? last : near;
    this.fill();
    this.move();
  }

  goTo(at) {
    if (at < 0 || at >= this.frames.length || at === this.at) return;
    this.at = at;
    this.move();
  }

  /** The window whose middle is nearest to a day; from the whole period, by year. */
  goToDay(day) {
    if (!this.moving) this.choose(LENGTHS.length - 1, day);
    const [, size] = LENGTHS[this.length];
    const holds = this.frames.findLastIndex(([start]) => start <= day);
    this.goTo(Math.max(holds - Math.floor(size / 2), 0));
  }

  play() {
    if (!this.moving) this.choose(LENGTHS.length - 1);
    if (this.at === this.frames.length - 1) this.goTo(0);
    const pace = Math.min(Math.max(PLAY_MS / this.frames.length, SHORTEST_MS), LONGEST_MS);
    this.timer = setInterval(() => {
      if (this.at + 1 >= this.frames.length) this.pause();
      else this.goTo(this.at + 1);
    }, pace);
    this.face("pause", "Pause");
  }

  pause() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.face("play", "Play");
    this.rest();
  }

  face(sign, words) {
    this.parts.play.innerHTML = icon(sign);
    this.parts.play.title = words;
    this.parts.play.setAttribute("aria-label", words);
  }

  /** Draw the window now and, when the reader has stopped, tell the page. */
  move() {
    this.parts.slider.value = String(this.at);
    this.parts.slider.setAttribute("aria-valuetext", spanWords(this.frames[this.at]));
    this.show();
    if (!this.timer) this.rest();
  }

  rest() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.onRest(this.window), 200);
  }

  refresh() {
    this.fill();
    this.show();
  }

  /** The strip's bars. */
  fill() {
    const [step] = LENGTHS[this.length];
    this.strip.load(this.rows, this.time, step === "week" ? "week" : "month");
  }

  show() {
    const frame = this.frames[this.at];
    this.parts.span.textContent = spanWords(frame);
    this.parts.toll.textContent = this.onMove(frame);
    this.strip.draw(frame, this.colours);
  }

  close() {
    clearInterval(this.timer);
    clearTimeout(this.resting);
    this.watcher.disconnect();
  }
}
