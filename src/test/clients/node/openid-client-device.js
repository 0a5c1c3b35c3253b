// A device: it has no browser and no secret.
import * as client from "openid-client";
import { id, open, report } from "./client.js";

const amazon = new client.Configuration(
  {
    issuer: "https://www.amazon.com",
    device_authorization_endpoint: "https://api.amazon.com/auth/o2/create/codepair",
    token_endpoint: "https://api.amazon.com/auth/o2/token",
  },
  id,
  undefined,
  client.None(),
);

report(async () => {
  const pair = await client.initiateDeviceAuthorization(amazon, { response_type: "device_code", scope: "profile" });
  const pending = await poll(pair).catch((error) => error);
  if (pending.error !== "authorization_pending") {
    return { error: `Not pending: ${pending.message}` };
  }
  await open(`${pair.verification_uri}?user_code=${pair.user_code}`);
  const tokens = await poll(pair);
  const refreshed = await client.refreshTokenGrant(amazon, tokens.refresh_token);
  const profile = await (
    await client.fetchProtectedResource(
      amazon,
      refreshed.access_token,
      new URL("https://api.amazon.com/user/profile"),
      "GET",
    )
  ).json();
  return {
    id: profile.user_id,
    name: profile.name,
    email: profile.email,
    refreshed: refreshed.access_token !== tokens.access_token,
  };
});

/** Amazon's grant type and parameters are those of a draft of RFC 8628. */
function poll(pair) {
  return client.genericGrantRequest(amazon, "device_code", {
    device_code: pair.device_code,
    user_code: pair.user_code,
  });
}
