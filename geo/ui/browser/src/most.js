// The districts with most, beside the map: made from what the map counts, so that they follow time.

import { valuesOf } from "./rows.js";
import { deathWords, numberWords, tollOf } from "./words.js";
import STYLE from "./scene.css";

const LONGEST = 10;
const HTML = `<style>${STYLE}</style>
  <p><b>Click a district or a dot</b> to see what lies under it.</p><table></table>
  <small hidden>+: the toll of some incidents is unknown.</small>`;

const lists = new Map(); // where the page has such a list -> { box, measure, decimals }
let shown; // what the map shows: { tally, districts }, or nothing

/** A list that the page has, headed by its measure; it goes when its element goes. */
export function most({ parentElement, data }) {
  const box = lists.get(parentElement)?.box ?? boxIn(parentElement);
  const list = { ...data, box };
  lists.set(parentElement, list);
  draw(list);
  return () => {
    box.remove();
    lists.delete(parentElement);
  };
}

/** The map shows something else, or nothing that a list is made of. */
export function showMost(state) {
  shown = state;
  for (const list of lists.values()) draw(list);
}

/** Districts with a value above 0 as [position, value], most first, equal ones by name. */
export function ranked(values, names) {
  return names
    .map((_, i) => [i, values[i]])
    .filter(([, value]) => value > 0)
    .sort(([i, one], [j, other]) => other - one || (names[i] < names[j] ? -1 : 1));
}

function boxIn(parent) {
  const box = document.createElement("div");
  box.className = "most";
  box.innerHTML = HTML;
  parent.append(box);
  return box;
}

function draw({ box, measure, decimals }) {
  box.hidden = !shown;
  if (!shown) return;
  const { tally, districts } = shown;
  const lines = ranked(valuesOf(tally, districts), districts.names).slice(0, LONGEST);
  box.querySelector("small").hidden = !lines.some(([i]) => tally.district.unknown[i]);
  box.querySelector("table").replaceChildren(
    ...(lines.length ? [lineOf("th", "Most", measure, "Killed (range)")] : []),
    ...lines.map(([i, value]) => {
      const [best, range] = deathWords(tollOf(tally, i));
      const line = lineOf("td", districts.names[i], numberWords(value, decimals), best);
      line.lastChild.append(" ", cellOf("i", range));
      return line;
    }),
  );
}

function lineOf(kind, ...words) {
  const line = document.createElement("tr");
  line.append(...words.map((text) => cellOf(kind, text)));
  return line;
}

function cellOf(kind, text) {
  const cell = document.createElement(kind);
  cell.textContent = text;
  return cell;
}
