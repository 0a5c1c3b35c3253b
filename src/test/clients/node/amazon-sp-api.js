// Amazon's Selling Partner API: a seller's code and refresh token, and tokens without a seller. It knows nothing of the user.
import { SellingPartner } from "amazon-sp-api";
import { id, open, redirectUri, report, secret } from "./client.js";

const credentials = { SELLING_PARTNER_APP_CLIENT_ID: id, SELLING_PARTNER_APP_CLIENT_SECRET: secret };

report(async () => {
  const callback = await open(
    "https://www.amazon.com/ap/oa?" +
      new URLSearchParams({ client_id: id, redirect_uri: redirectUri, response_type: "code", scope: "profile" }),
  );
  if (callback.searchParams.has("error")) {
    throw new Error(callback.searchParams.get("error_description"));
  }
  const application = new SellingPartner({ region: "eu", credentials, options: { only_grantless_operations: true } });
  await application.refreshAccessToken("sellingpartnerapi::notifications");
  const { refresh_token } = await application.exchange(callback.searchParams.get("code"));
  const seller = new SellingPartner({ region: "eu", refresh_token, credentials });
  await seller.refreshAccessToken();
  return { refreshed: seller.access_token.startsWith("Atza|") };
});
