// hello.js runs in a page. Its own server completes the login; here the page begins a login and reads the profile.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { chromium } from "playwright-core";
import { id, report } from "./client.js";

const script = ["dist/hello.js", "src/modules/amazon.js"]
  .map((file) => readFileSync(`node_modules/hellojs/${file}`, "utf8"))
  .join(";");

const application = createServer((request, response) =>
  response
    .setHeader("Content-Type", "text/html; charset=utf-8")
    .end(`<!DOCTYPE html><title>Application</title><script>${script}</script>`),
);
await once(application.listen(0, "localhost"), "listening");
const origin = `http://localhost:${application.address().port}`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", `--host-resolver-rules=MAP *.amazon.com:443 127.0.0.1:${process.env.EMULATOR_HTTPS_PORT}`],
});

report(async () => {
  try {
    const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
    const messages = [];
    page.on("console", (message) => messages.push(message.text()));
    await page.goto(origin);
    await page.evaluate(login, { id, redirectUri: `${origin}/callback` });
    await page.click("#person-jane");
    await page.click("#allow");
    await page.waitForURL(`${origin}/callback?**`);
    const state = new URL(page.url()).searchParams.get("state");
    const profile = await page.evaluate(readProfile, { id, accessToken: process.env.ACCESS_TOKEN });
    return { id: profile.user_id, name: profile.name, email: profile.email, state, messages };
  } finally {
    await browser.close();
  }
});

function login({ id, redirectUri }) {
  hello.init({ amazon: id }, { redirect_uri: redirectUri });
  hello("amazon").login({ display: "page", response_type: "code", scope: "basic" });
}

function readProfile({ id, accessToken }) {
  hello.init({ amazon: id });
  hello.utils.store("amazon", { access_token: accessToken, expires: Date.now() / 1000 + 60 });
  return hello("amazon")
    .api("me")
    .then(
      (profile) => profile,
      (failure) => Promise.reject(new Error(JSON.stringify(failure))),
    );
}
