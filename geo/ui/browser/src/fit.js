// What fits on the map: boxes of names, none of which touches another or reaches over the edge.

const FONT = '600 100px "Source Sans", sans-serif'; // as geo/maps/labels.py has it, to measure by
const LINE = 1.25; // height of a line of a name, in sizes of its letters
const GAP = 8; // pixels between two names: a mark stands before many
const EDGE = 2; // pixels between a name and the edge of the map
const AWAY = 0.25; // of its width: no area's name moves further from its middle
const STEP = 8; // pixels by which an area's name gives way, down or up
const BEFORE = { start: 0, middle: 0.5, end: 1 }; // what part of a name stands before its anchor
const SHIFT = { start: 5, middle: 0, end: -8 }; // pixels that keep a name off its mark

const widths = new Map(); // of a name, in sizes of its letters
let pen;

/**
 * The names that fit, each with its `shift` in pixels. `rows` in any order: `at` in degrees, `name`,
 * `size`, `anchor`, `rank` (higher goes first), `from` and `to` (the zooms between which it is wanted),
 * `gives` (the pixels by which it may give way, up or down). `view` projects degrees to pixels;
 * `taken` are boxes that no name may touch: left, top, right, bottom.
 */
export function namesThatFit(rows, view, taken) {
  const boxes = [...taken];
  const wanted = rows.filter(({ from, to }) => from <= view.zoom && view.zoom <= to);
  wanted.sort((one, other) => other.rank - one.rank || (one.name < other.name ? -1 : 1));
  return wanted.flatMap((row) => {
    const free = ({ box }) => within(box, view) && !boxes.some((one) => touch(one, box));
    const place = places(row, view).find(free);
    if (!place) return [];
    boxes.push(place.box);
    return [{ ...row, shift: place.shift }];
  });
}

/** Where a name may stand, best first: where it belongs, or as little lower or higher as it takes. */
function places(row, view) {
  const { box, shift } = standing(row, view);
  const ways = [0];
  for (let way = STEP; way <= row.gives; way += STEP) ways.push(way, -way);
  return ways.map((way) => ({
    box: [box[0], box[1] + way, box[2], box[3] + way],
    shift: [shift[0], shift[1] + way],
  }));
}

/** Where a name stands: beside its mark; that of an area moves in a little from the map's edge. */
function standing({ at, name, size, anchor }, view) {
  const [x, y] = view.project(at);
  const line = size * LINE;
  const [width, height] = [size * widthOf(name), line * name.split("\n").length];
  const left = x + SHIFT[anchor] - width * BEFORE[anchor];
  const box = [left, y - height / 2, left + width, y + height / 2];
  const free = anchor === "middle" && within([x, y, x, y], view);
  const right = free ? inward(box[0], box[2], view.width, width * AWAY) : 0;
  const down = free ? inward(box[1], box[3], view.height, line) : 0;
  return {
    box: [box[0] + right, box[1] + down, box[2] + right, box[3] + down],
    shift: [SHIFT[anchor] + right, down],
  };
}

/** How far something must move to lie within 0 and `size`; not at all if that is more than `most`. */
function inward(from, to, size, most) {
  const way = Math.round(Math.max(EDGE - from, 0) + Math.min(size - EDGE - to, 0));
  return Math.abs(way) > most ? 0 : way;
}

function within([left, top, right, bottom], { width, height }) {
  return left >= 0 && top >= 0 && right <= width && bottom <= height;
}

function touch(one, other) {
  return (
    one[0] < other[2] + GAP && other[0] < one[2] + GAP && one[1] < other[3] && other[1] < one[3]
  );
}

function widthOf(name) {
  if (!widths.has(name)) {
    pen ??= Object.assign(document.createElement("canvas").getContext("2d"), { font: FONT });
    const lines = name.split("\n").map((line) => pen.measureText(line).width / 100);
    widths.set(name, Math.max(...lines));
  }
  return widths.get(name);
}
