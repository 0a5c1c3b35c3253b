import { generateCodeVerifier, generateState, OAuth2Client, CodeChallengeMethod } from "arctic";
import { id, open, redirectUri, report, secret } from "./client.js";

const amazon = new OAuth2Client(id, secret, redirectUri);
const tokenUrl = "https://api.amazon.com/auth/o2/token";

report(async () => {
  const verifier = generateCodeVerifier();
  const callback = await open(
    amazon.createAuthorizationURLWithPKCE(
      "https://www.amazon.com/ap/oa",
      generateState(),
      CodeChallengeMethod.S256,
      verifier,
      ["profile"],
    ),
  );
  if (callback.searchParams.has("error")) {
    throw new Error(callback.searchParams.get("error_description"));
  }
  const tokens = await amazon.validateAuthorizationCode(tokenUrl, callback.searchParams.get("code"), verifier);
  const refreshed = await amazon.refreshAccessToken(tokenUrl, tokens.refreshToken(), []);
  const response = await fetch("https://api.amazon.com/user/profile", {
    headers: { Authorization: `Bearer ${refreshed.accessToken()}` },
  });
  const profile = await response.json();
  return {
    id: profile.user_id,
    name: profile.name,
    email: profile.email,
    refreshed: refreshed.accessToken() !== tokens.accessToken(),
  };
});
