// Days as whole numbers (days since 1 January 1970), the calendar steps they fall in, and words.
// The same rules as geo/measures/windows.py and geo/model/filter.py; a browser test compares them.

const DAY_MS = 86_400_000;
export const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MONTHS_A_STEP = { month: 1, quarter: 3, year: 12 };

export function dateOf(day) {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate() };
}

export function dayOf(year, month, day = 1) {
  return Math.round(Date.UTC(year, month, day) / DAY_MS);
}

/** First day of the calendar step that holds `day`; weeks begin on Monday. */
export function stepOf(day, step) {
  if (step === "week") return day - ((((day + 3) % 7) + 7) % 7);
  const { year, month } = dateOf(day);
  const months = MONTHS_A_STEP[step];
  return dayOf(year, Math.floor(month / months) * months);
}

/** First day of the step after the one that begins on `begin`. */
export function stepAfter(begin, step) {
  if (step === "week") return begin + 7;
  const { year, month } = dateOf(begin);
  return dayOf(year, month + MONTHS_A_STEP[step]);
}

/** The whole steps that touch start..end, as [first day, last day]. */
export function stepsOf([start, end], step) {
  const found = [];
  if (end < start) return found;
  for (let begin = stepOf(start, step); begin <= end; ) {
    const after = stepAfter(begin, step);
    found.push([begin, after - 1]);
    begin = after;
  }
  return found;
}

/** The windows to play: `length` steps long, one step apart, cut to the span. */
export function windowsOf(span, step, length) {
  const [start, end] = span;
  const marks = stepsOf(span, step);
  const count = Math.max(marks.length - length + 1, Math.min(marks.length, 1));
  return Array.from({ length: count }, (_, first) => [
    Math.max(marks[first][0], start),
    Math.min(marks[Math.min(first + length, marks.length) - 1][1], end),
  ]);
}

export function dayWords(day) {
  const { year, month, day: number } = dateOf(day);
  return `${number} ${MONTHS[month]} ${year}`;
}

export function spanWords([start, end]) {
  return start === end ? dayWords(start) : `${dayWords(start)} – ${dayWords(end)}`;
}

export function isoOf(day) {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
