// What the map counts, in words: as the page words it.

const number = new Intl.NumberFormat("en-US");

export function districtWords(tally, { i, name }, { left_out }) {
  if (left_out.includes(i)) return `${name}\nleft out by the filter`;
  return `${name}\n${counted(tally.district.incidents[i])}\n${killed(tollOf(tally, i))}`;
}

export function placeWords(rows, tally, place) {
  const known = tally.near[place] ? "known to within 25 km" : "exact place";
  return `${rows.names[rows.name[place]]}\n${counted(tally.place[place])}, ${known}`;
}

/** The toll as the page's headline words it. */
export function tollWords(tally) {
  return `${counted(tally.incidents)} · ${killed(tally)}`;
}

/** What a district adds to the toll. */
export function tollOf({ district }, i) {
  return Object.fromEntries(Object.entries(district).map(([name, sums]) => [name, sums[i]]));
}

/** The deaths of a toll in a list: the best figure and the range, as geo/ui/words.py has them. */
export function deathWords({ incidents, low, best, high, unknown }) {
  const range = low === high ? "" : `(${number.format(low)}–${number.format(high)})`;
  if (unknown && unknown === incidents) return ["unknown", range];
  return [`${number.format(best)}${unknown ? "+" : ""}`, range];
}

/** A number with thousands separators and so many decimals. */
export function numberWords(value, decimals = 0) {
  return value.toLocaleString("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

function killed({ low, best, high, unknown }) {
  const range = low === high ? "" : ` (${number.format(low)}–${number.format(high)})`;
  const open = unknown ? `, toll unknown for ${number.format(unknown)}` : "";
  return `${number.format(best)} killed${range}${open}`;
}

function counted(n) {
  return `${number.format(n)} ${n === 1 ? "incident" : "incidents"}`;
}
