// What every client here does besides using its library: say which page to open, and report at the end.
import { createInterface } from "node:readline";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

export const id = process.env.CLIENT_ID;
export const secret = process.env.CLIENT_SECRET;
export const redirectUri = process.env.REDIRECT_URI;

/** Opens a page in the user's browser, and returns where the browser ended up. */
export async function open(url) {
  console.log(`open ${url}`);
  return new URL((await lines.next()).value);
}

/** Runs the client and prints what it found, or its error. */
export async function report(client) {
  try {
    console.log(JSON.stringify(await client()));
  } catch (error) {
    console.log(JSON.stringify({ error: [error.message, error.code, error.error, error.error_description].join(" ") }));
  }
  process.exit();
}
