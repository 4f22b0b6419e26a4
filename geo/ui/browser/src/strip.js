// The bars of incidents over the whole span; the window on it can be dragged.

import { countSteps } from "./rows.js";
import { MONTHS, dateOf, stepAfter, stepOf, stepsOf } from "./days.js";

const HEIGHT = 64;
const FOOT = 16; // room for years and months
const LEFT = 34; // room for the count
const MONTH_ROOM = 34; // pixels that the name of a month takes at least, and that of a year
const YEAR_ROOM = 36;
const GAP = 8; // between two of them
const THINNEST = 3; // pixels of a bar before the step grows
const STEPS = ["week", "month", "quarter", "year"];

export class Strip {
  /** `onDay(day)` is called while the reader drags. */
  constructor(canvas, onDay) {
    this.canvas = canvas;
    const move = (event) => onDay(this.dayAt(event.offsetX));
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      move(event);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (event.buttons & 1) move(event);
    });
  }

  /** Take the rows and the span; nothing is drawn until `draw`. */
  load(rows, { span, gaps, changes }, finest) {
    Object.assign(this, { rows, span });
    this.gaps = gaps.flatMap((gap) => within(gap, span));
    this.changes = changes.filter((day) => span[0] <= day && day <= span[1]);
    this.width = this.canvas.clientWidth; // read here alone: asking lays out the whole page
    const width = Math.max(this.width - LEFT, 50);
    const days = span[1] - span[0] + 1;
    const sizes = { week: 7, month: 30.4, quarter: 91.3, year: 365.2 };
    const steps = STEPS.slice(STEPS.indexOf(finest));
    this.step = steps.find((step) => (width * sizes[step]) / days >= THINNEST) ?? "year";
    this.steps = stepsOf(span, this.step);
    this.counts = rows.fixed ? new Int32Array(this.steps.length) : countSteps(rows, span, this.steps);
    this.most = this.counts.reduce((most, n) => Math.max(most, n), 1);
  }

  dayAt(x) {
    const share = (x - LEFT) / Math.max(this.canvas.clientWidth - LEFT, 1);
    const [start, end] = this.span;
    return Math.round(start + Math.min(Math.max(share, 0), 1) * (end - start));
  }

  draw([first, last], colours) {
    const { canvas, span, width } = this;
    const scale = globalThis.devicePixelRatio || 1;
    canvas.width = width * scale;
    canvas.height = HEIGHT * scale;
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    const base = HEIGHT - FOOT;
    const days = span[1] - span[0] + 1;
    const x = (day) => LEFT + ((day - span[0]) / days) * (width - LEFT);
    hatch(pen, this.gaps, x, base, colours.faint);
    for (let i = 0; i < this.steps.length; i++) {
      const [begin, end] = this.steps[i];
      const shown = begin <= last && end >= first;
      const left = Math.max(x(begin), LEFT);
      const right = Math.min(x(end + 1), width);
      const height = (this.counts[i] / this.most) * (base - 8);
      pen.fillStyle = shown ? colours.shown : colours.rest;
      pen.fillRect(left, base - height, Math.max(right - left - (right - left > 4 ? 1 : 0), 1), height);
    }
    pen.strokeStyle = colours.text;
    pen.strokeRect(x(first) + 0.5, 0.5, Math.max(x(last + 1) - x(first) - 1, 2), base - 0.5);
    marks(pen, this.changes, x, base, colours.faint);
    this.letter(pen, x, base, colours);
  }

  /** The greatest count, the foot line, and as many years or months as fit. */
  letter(pen, x, base, colours) {
    pen.fillStyle = colours.faint;
    pen.font = `11px ${colours.font}`;
    pen.textBaseline = "top";
    pen.textAlign = "right";
    pen.fillText(this.most.toLocaleString("en-US"), LEFT - 5, 3);
    pen.fillText("0", LEFT - 5, base - 11);
    pen.fillRect(LEFT, base, this.width - LEFT, 1);
    pen.textAlign = "left";
    const words = this.rows.fixed ? "too many incidents for bars" : `incidents a ${this.step}`;
    pen.strokeStyle = colours.page; // a halo: the words may lie over bars
    pen.lineWidth = 3;
    pen.lineJoin = "round";
    pen.strokeText(words, LEFT + 5, 3);
    pen.fillText(words, LEFT + 5, 3);
    let free = LEFT;
    for (const [day, name] of ticksOf(this.span, (this.width - LEFT) / (this.span[1] - this.span[0] + 1))) {
      const at = Math.max(x(day), LEFT) + 2;
      const end = at + pen.measureText(name).width;
      if (at < free || end > this.width) continue;
      pen.fillText(name, at, base + 4);
      free = end + GAP;
    }
  }
}

/** Days with a word below the bars: months where they have room, else years. */
function ticksOf([start, end], pixelsADay) {
  const months = [1, 2, 3, 6].find((one) => one * 30.4 * pixelsADay >= MONTH_ROOM);
  if (!months) {
    const years = [1, 2, 5, 10, 20].find((one) => one * 365.2 * pixelsADay >= YEAR_ROOM) ?? 50;
    return stepsOf([start, end], "year")
      .map(([day]) => [day, dateOf(day).year])
      .filter(([, year]) => year % years === 0)
      .map(([day, year]) => [day, String(year)]);
  }
  const found = [];
  for (let day = stepOf(start, "month"); day <= end; day = stepAfter(day, "month")) {
    const { year, month } = dateOf(day);
    if (month === 0) found.push([day, String(year)]);
    else if (!found.length) found.push([day, `${MONTHS[month]} ${year}`]);
    else if (month % months === 0) found.push([day, MONTHS[month]]);
  }
  return found;
}

/** The part of a gap that lies within a span, in a list; an empty one where there is none. */
function within([begin, last], [start, end]) {
  return begin > end || last < start ? [] : [[Math.max(begin, start), Math.min(last, end)]];
}

function hatch(pen, gaps, x, base, colour) {
  pen.strokeStyle = colour;
  pen.globalAlpha = 0.45;
  for (const [begin, end] of gaps) {
    pen.save();
    pen.beginPath();
    pen.rect(x(begin), 0, x(end + 1) - x(begin), base);
    pen.clip();
    pen.beginPath();
    for (let at = x(begin) - base; at < x(end + 1); at += 7) {
      pen.moveTo(at, base);
      pen.lineTo(at + base, 0);
    }
    pen.stroke();
    pen.restore();
  }
  pen.globalAlpha = 1;
}

function marks(pen, changes, x, base, colour) {
  pen.strokeStyle = colour;
  pen.setLineDash([3, 3]);
  for (const day of changes) {
    pen.beginPath();
    pen.moveTo(x(day), 0);
    pen.lineTo(x(day), base);
    pen.stroke();
  }
  pen.setLineDash([]);
}
