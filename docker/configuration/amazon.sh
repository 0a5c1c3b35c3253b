#!/usr/bin/env bash
# Adds Login with Amazon to a realm, or brings it up to date. Needs kcadm.sh on the PATH and logged in, and REALM, AMAZON_CLIENT_ID
# and AMAZON_CLIENT_SECRET in the environment. What is not named here stays as it is.
set -euo pipefail

provider() {
  cat <<JSON
{
  "alias": "amazon",
  "providerId": "amazon",
  "enabled": true,
  "trustEmail": false,
  "storeToken": false,
  "config": {
    "clientId": "$AMAZON_CLIENT_ID",
    "clientSecret": "$AMAZON_CLIENT_SECRET",
    "region": "EU",
    "defaultScope": "profile",
    "syncMode": "IMPORT"
  }
}
JSON
}

mapper() {
  cat <<'JSON'
{
  "name": "Username",
  "identityProviderAlias": "amazon",
  "identityProviderMapper": "amazon-username-template-mapper",
  "config": {
    "syncMode": "INHERIT",
    "template": "amazon-${CLAIM.user_id}",
    "target": "LOCAL"
  }
}
JSON
}

providers=identity-provider/instances
aliases=$(kcadm.sh get "$providers" -r "$REALM" --fields alias --format csv --noquotes)
if grep -qx amazon <<<"$aliases"; then
  provider | kcadm.sh update "$providers/amazon" -r "$REALM" --merge -f -
else
  provider | kcadm.sh create "$providers" -r "$REALM" -f -
fi

mappers=$(kcadm.sh get "$providers/amazon/mappers" -r "$REALM" --fields id,name --format csv --noquotes)
id=$(sed -n 's/,Username$//p' <<<"$mappers")
if [ -n "$id" ]; then
  mapper | kcadm.sh update "$providers/amazon/mappers/$id" -r "$REALM" --merge -f -
else
  mapper | kcadm.sh create "$providers/amazon/mappers" -r "$REALM" -f -
fi
