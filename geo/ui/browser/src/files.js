// Files that lie beside this one on the server, and rows that the page brought along.

import { unpackRows } from "./rows.js";

const KEY_LENGTH = 32; // letters before carried rows: what the page calls them
const files = new Map();
const carried = new Map();
const waiting = new Map();

/** A part as it is, or the content of the file that it names; each file is asked for once. */
export function named(part) {
  if (typeof part !== "string") return part;
  return once(part, (reply) => reply.json());
}

/** The rows of a file, or those carried under a key. */
export async function rowsNamed({ file, key }) {
  if (file) return once(file, async (reply) => unpackRows(await reply.arrayBuffer()));
  if (carried.has(key)) return carried.get(key);
  return new Promise((done) => waiting.set(key, done));
}

/** Take rows that came with the page; they go when their element goes. */
export function carry({ data }) {
  const key = new TextDecoder().decode(data.subarray(0, KEY_LENGTH));
  if (!carried.has(key)) carried.set(key, unpackRows(data.slice(KEY_LENGTH).buffer));
  waiting.get(key)?.(carried.get(key));
  waiting.delete(key);
  return () => carried.delete(key);
}

function once(name, read) {
  if (!files.has(name)) {
    const asked = fetch(new URL(name, import.meta.url)).then((reply) => {
      if (!reply.ok) throw new Error(`${name}: ${reply.status}`);
      return read(reply);
    });
    asked.catch(() => files.delete(name));
    files.set(name, asked);
  }
  return files.get(name);
}
