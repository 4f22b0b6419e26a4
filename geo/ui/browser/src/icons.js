// Signs on buttons, drawn here so that they need no font.

const PATHS = {
  plus: "M7 2h2v5h5v2H9v5H7V9H2V7h5z",
  minus: "M2 7h12v2H2z",
  home: "M8 2 1.5 8H4v6h3v-4h2v4h3V8h2.5z",
  full: "M2 2h5v2H4v3H2zm7 0h5v5h-2V4H9zM2 9h2v3h3v2H2zm10 0h2v5H9v-2h3z",
  play: "M4 2.5v11l9-5.5z",
  pause: "M4 2.5h3v11H4zm5 0h3v11H9z",
  back: "M3 3h2v10H3zm10 0v10L6 8z",
  on: "M11 3h2v10h-2zM3 3v10l7-5z",
};

export function icon(name) {
  return `<svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"><path d="${PATHS[name]}" fill="currentColor"/></svg>`;
}
