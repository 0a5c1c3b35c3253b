// hello.js runs in a page. Its own server completes the login; here the page begins a login and reads the profile.
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { id, redirectUri, report } from "./client.js";

const origin = new URL(redirectUri).origin;
const script = readFileSync("node_modules/hellojs/dist/hello.all.js", "utf8");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", `--host-resolver-rules=MAP *.amazon.com:443 127.0.0.1:${process.env.EMULATOR_HTTPS_PORT}`],
});

report(async () => {
  try {
    const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
    const messages = [];
    page.on("console", (message) => messages.push(message.text()));
    await page.route(`${origin}/**`, (route) =>
      route.fulfill({ contentType: "text/html", body: `<!DOCTYPE html><title>Application</title><script>${script}</script>` }),
    );
    await page.goto(origin);
    await page.evaluate(login, { id, redirectUri });
    await page.click("#person-jane");
    await page.click("#allow");
    await page.waitForURL((url) => url.origin === origin);
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
  return hello("amazon").api("me").then((profile) => profile);
}
