// A device: it has no browser and no secret.
import * as client from "openid-client";
import { id, open, report } from "./client.js";
import { refreshAndReadProfile } from "./openid-client-profile.js";

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
  return refreshAndReadProfile(amazon, tokens);
});

/** Amazon's grant type and parameters are those of a draft of RFC 8628. */
function poll(pair) {
  return client.genericGrantRequest(amazon, "device_code", {
    device_code: pair.device_code,
    user_code: pair.user_code,
  });
}
