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
  const words = tally.low === tally.high ? `${number.format(tally.best)} killed` : killed(tally);
  const unknown = tally.unknown ? `, toll unknown for ${number.format(tally.unknown)}` : "";
  return `${counted(tally.incidents)} · ${words}${unknown}`;
}

/** The least, best and greatest number of deaths of a district. */
export function tollOf({ district }, i) {
  return { low: district.low[i], best: district.best[i], high: district.high[i] };
}

export function rangeWords({ low, high }) {
  return `(${number.format(low)}–${number.format(high)})`;
}

/** A number with thousands separators and so many decimals. */
export function numberWords(value, decimals = 0) {
  return value.toLocaleString("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

function killed(toll) {
  return `${number.format(toll.best)} killed ${rangeWords(toll)}`;
}

function counted(n) {
  return `${number.format(n)} ${n === 1 ? "incident" : "incidents"}`;
}
