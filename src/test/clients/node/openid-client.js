import * as client from "openid-client";
import { id, open, redirectUri, report, secret } from "./client.js";
import { refreshAndReadProfile } from "./openid-client-profile.js";

const amazon = new client.Configuration(
  {
    issuer: "https://www.amazon.com",
    authorization_endpoint: "https://www.amazon.com/ap/oa",
    token_endpoint: "https://api.amazon.com/auth/o2/token",
  },
  id,
  undefined,
  client.ClientSecretPost(secret),
);

report(async () => {
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const callback = await open(
    client.buildAuthorizationUrl(amazon, {
      redirect_uri: redirectUri,
      scope: "profile",
      state,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    }),
  );
  const tokens = await client.authorizationCodeGrant(amazon, callback, {
    expectedState: state,
    pkceCodeVerifier: verifier,
  });
  return refreshAndReadProfile(amazon, tokens);
});
