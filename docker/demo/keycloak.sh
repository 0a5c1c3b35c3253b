#!/usr/bin/env bash
# Keycloak of the demo: with the real Amazon where one of its clients is named, else with the emulator beside it.
set -euo pipefail

if [ -z "$AMAZON_CLIENT_ID" ]; then
  export KC_SPI_SOCIAL_AMAZON_AUTHORIZATION_BASE_URL=$EMULATOR_URL
  export KC_SPI_SOCIAL_AMAZON_API_BASE_URL=$EMULATOR_URL
fi
mkdir -p /opt/keycloak/data/import
java io.github.keycloakamazon.demo.DemoRealmMain /opt/keycloak/data/import/demo-realm.json
unset CLASSPATH
exec /opt/keycloak/bin/kc.sh start-dev --import-realm
