// The slider of the dates stands beside the page. The map follows it while it moves: Streamlit runs
// the page when it is let go, and that answer brings all other numbers.

const SLIDER = ".st-key-w_slider"; // its key in geo/ui/filter_dates.py
const DAY_MICROSECONDS = 86_400_000_000;

export class Dates {
  /** `onMove(span)` is called with the first and the last day whenever the slider shows others. */
  constructor(onMove) {
    this.watcher = new MutationObserver(() => onMove(this.span));
  }

  /** Watch the slider that the page has now. */
  watch() {
    const found = document.querySelector(SLIDER);
    if (found === this.root) return;
    this.close();
    this.root = found;
    if (found) this.watcher.observe(found, { subtree: true, attributeFilter: ["value"] });
  }

  /** First and last day; empty where there is no slider. */
  get span() {
    const ends = this.root?.querySelectorAll("input[type=range]") ?? [];
    return [...ends].map((end) => Math.round(Number(end.value) / DAY_MICROSECONDS));
  }

  close() {
    this.watcher.disconnect();
  }
}
