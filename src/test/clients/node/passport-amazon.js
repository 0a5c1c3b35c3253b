import passport from "passport";
import AmazonStrategy from "passport-amazon";
import { id, open, redirectUri, report, secret } from "./client.js";

const strategy = new AmazonStrategy.Strategy(
  { clientID: id, clientSecret: secret, callbackURL: redirectUri, scope: ["profile"] },
  (accessToken, refreshToken, profile, done) => done(null, { profile, refreshToken }),
);
passport.use(strategy);

report(async () => {
  const { location } = await request(new URL("/login", redirectUri));
  const { user } = await request(await open(location));
  const { profile, refreshToken } = user;
  return {
    id: profile.id,
    name: profile.displayName,
    email: profile.emails[0].value,
    refreshed: (await refresh(refreshToken)).startsWith("Atza|"),
  };
});

/** A request to the application, with Passport in front of it. */
function request(url) {
  return new Promise((resolve, reject) => {
    const settle = (error, user, info) => {
      if (error) {
        reject(new Error(`${error.message} ${error.oauthError?.data ?? error.oauthError ?? ""}`));
      } else if (user) {
        resolve({ user });
      } else {
        reject(new Error(info.message));
      }
    };
    const response = { setHeader: (name, value) => name === "Location" && resolve({ location: value }), end: () => {} };
    passport.authenticate("amazon", { session: false }, settle)(
      { url: url.href, query: Object.fromEntries(url.searchParams), headers: {} },
      response,
      reject,
    );
  });
}

/** Passport refreshes through the library that it logs in with. */
function refresh(refreshToken) {
  return new Promise((resolve, reject) =>
    strategy._oauth2.getOAuthAccessToken(refreshToken, { grant_type: "refresh_token" }, (error, accessToken) =>
      error ? reject(error) : resolve(accessToken),
    ),
  );
}
