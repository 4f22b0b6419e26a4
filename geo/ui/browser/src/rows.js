// The incidents that a map may show, as columns, and what any span of days adds up to.
// The columns are packed by geo/maps/packed.py; the sums follow geo/measures/tolls.py.

const KINDS = { u1: Uint8Array, u2: Uint16Array, i4: Int32Array };

/** Rows from the packed bytes: a length, a JSON head, then the columns, each on a multiple of 4. */
export function unpackRows(buffer) {
  const size = new DataView(buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, size)));
  let at = 4 + size;
  const columns = {};
  for (const [name, kind, length] of head.columns) {
    at = Math.ceil(at / 4) * 4;
    columns[name] = new KINDS[kind](buffer, at, length);
    at += columns[name].byteLength;
  }
  const places = columns.longitude.length;
  const positions = new Float64Array(2 * places);
  for (let i = 0; i < places; i++) {
    positions[2 * i] = columns.longitude[i] / 1e5;
    positions[2 * i + 1] = columns.latitude[i] / 1e5;
  }
  return {
    ...columns,
    places,
    names: head.names,
    fixed: head.fixed, // sums of one window, whatever window is asked for
    positions: { value: positions, size: 2 },
    at: (i) => [positions[2 * i], positions[2 * i + 1]],
  };
}

/** Incidents and deaths whose days overlap the window: in all, by district, by place. */
export function tallyRows(rows, [first, last], districts) {
  const sums = {
    incidents: 0, low: 0, best: 0, high: 0, unknown: 0,
    district: {
      incidents: new Int32Array(districts + 1),
      low: new Int32Array(districts + 1),
      best: new Int32Array(districts + 1),
      high: new Int32Array(districts + 1),
      unknown: new Int32Array(districts + 1),
    },
    place: new Int32Array(rows.places + 1),
    near: new Uint8Array(rows.places + 1),
  };
  const until = rows.fixed ? rows.start.length : upTo(rows.start, last);
  for (let i = 0; i < until; i++) {
    if (!rows.fixed && rows.start[i] + rows.length[i] < first) continue;
    const district = rows.district[i];
    const place = rows.place[i];
    const n = rows.fixed ? rows.n[i] : 1;
    sums.incidents += n;
    sums.low += rows.low[i];
    sums.best += rows.best[i];
    sums.high += rows.high[i];
    sums.unknown += rows.unknown[i];
    sums.district.incidents[district] += n;
    sums.district.low[district] += rows.low[i];
    sums.district.best[district] += rows.best[i];
    sums.district.high[district] += rows.high[i];
    sums.district.unknown[district] += rows.unknown[i];
    sums.place[place] += n;
    sums.near[place] |= rows.near[i];
  }
  return sums;
}

/** What each district counts, over what it is divided by; null where that is not known. */
export function valuesOf(tally, { counted, bases }) {
  const sums = tally.district[counted];
  return bases.map((base, i) => (base === null ? null : sums[i] / base));
}

/** Incidents per step, each in the step of its first day (or of the span's, if it began before). */
export function countSteps(rows, span, steps) {
  const counts = new Int32Array(steps.length);
  const until = upTo(rows.start, span[1]);
  let at = 0;
  for (let i = 0; i < until; i++) {
    if (rows.start[i] + rows.length[i] < span[0]) continue;
    while (at + 1 < steps.length && steps[at][1] < rows.start[i]) at += 1;
    counts[at] += 1;
  }
  return counts;
}

/** How many of the rising `days` are at most `last`. */
function upTo(days, last) {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle] <= last) low = middle + 1;
    else high = middle;
  }
  return low;
}
