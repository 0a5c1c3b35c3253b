import * as client from "openid-client";

/** Renews the access token, and reads the profile with the new one. */
export async function refreshAndReadProfile(amazon, tokens) {
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
}
