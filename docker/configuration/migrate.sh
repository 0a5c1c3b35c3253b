#!/usr/bin/env bash
# Moves the users of an identity provider that signs in with Amazon to this project's provider "amazon". Needs curl and jq, and an
# administrator of the realm. The page migrate.md explains it.
#
#   migrate.sh move         replaces the provider in place: same alias, same return URL, same links, same stored tokens
#   migrate.sh undo         puts back the provider that "move" replaced
#   migrate.sh link FILE    links existing users: each line of the file is <username>,<Amazon's user_id>
#   migrate.sh unlink       removes all links, and writes them down in a file that "link" reads
#
# Each says what it would do, and does it only with --apply as the last argument. Each may be run again.
#
# In the environment:
#   KEYCLOAK              URL of the server, such as https://sso.example.com
#   REALM                 the realm
#   ALIAS                 the provider's alias; amazon unless set
#   ADMIN_CLIENT, KC_CLI_CLIENT_SECRET    a client with a service account in ADMIN_REALM, or
#   ADMIN_USER, KC_CLI_PASSWORD           an administrator in ADMIN_REALM
#   ADMIN_REALM           master unless set
#   AMAZON_CLIENT_SECRET  for "move" and "undo": the client secret, because Keycloak does not show it
#   REGION                for "move": NA, EU or FE, where the provider's URLs are not Amazon's own
#   BACKUP                the file "move" and "undo" use; <realm>-<alias>-backup.json unless set
#   LINKS                 the file "unlink" writes; <realm>-<alias>-links.csv unless set
set -euo pipefail

fail() {
  printf 'migrate.sh: %s\n' "$*" >&2
  exit 1
}

for tool in curl jq; do
  command -v "$tool" >/dev/null || fail "This needs $tool."
done
: "${KEYCLOAK:?}" "${REALM:?}"
alias=${ALIAS:-amazon}
backup=${BACKUP:-$REALM-$alias-backup.json}
links_file=${LINKS:-$REALM-$alias-links.csv}
page_size=1000

say() { printf '%s\n' "$*"; }

# Of text, what may stand in a URL.
encoded() { jq -rn --arg text "$1" '$text | @uri'; }

# Secrets go through pipes: the arguments of a command are for everybody on the machine to see.
log_in() {
  local grant
  if [ -n "${ADMIN_CLIENT:-}" ]; then
    grant='{grant_type: "client_credentials", client_id: env.ADMIN_CLIENT, client_secret: env.KC_CLI_CLIENT_SECRET}'
  else
    grant='{grant_type: "password", client_id: "admin-cli", username: env.ADMIN_USER, password: env.KC_CLI_PASSWORD}'
  fi
  token=$(jq -rn "$grant | to_entries | map(\"\(.key)=\(.value // \"\" | @uri)\") | join(\"&\")" \
    | curl -sS --data @- "$KEYCLOAK/realms/${ADMIN_REALM:-master}/protocol/openid-connect/token" \
    | jq -r '.access_token // empty') || fail "$KEYCLOAK did not respond to the login."
  [ -n "$token" ] || fail "The login was refused. Set ADMIN_USER and KC_CLI_PASSWORD, or ADMIN_CLIENT and KC_CLI_CLIENT_SECRET."
}

# Calls the admin REST interface: admin PATH [CURL'S OPTIONS]
admin() {
  local path=$1
  shift
  curl -sS -H @<(printf 'Authorization: Bearer %s' "$token") -H 'Content-Type: application/json' "$@" "$KEYCLOAK/admin$path"
}

# The same, or nothing when the server responds with an error.
admin_or_nothing() { admin "$@" --fail 2>/dev/null || true; }

realm_path=/realms/$(encoded "$REALM")
provider_path=$realm_path/identity-provider/instances/$(encoded "$alias")

read_server() {
  admin /serverinfo >"$work/server.json"
  jq -e '.identityProviders | map(.id) | index("amazon")' "$work/server.json" >/dev/null 2>&1 \
    || fail "The server does not know the provider \"amazon\", or hides it from this administrator. Is the JAR in providers/?"
}

read_provider() {
  admin "$provider_path" --fail >"$work/provider.json" 2>/dev/null \
    || fail "Realm \"$REALM\" has no identity provider with the alias \"$alias\" that this administrator can see."
  admin "$provider_path/mappers" --fail >"$work/mappers.json"
  admin_or_nothing "$provider_path/management/permissions" >"$work/permissions.json"
  [ -s "$work/permissions.json" ] || say '{"enabled": false}' >"$work/permissions.json"
}

# Sends many requests over one connection. Each line of the input is <method> TAB <path> TAB <body, if any>; each line of the output is
# a response. A login lasts a minute, so each hundred begins with one.
many() {
  local requests
  while mapfile -n 100 -t requests && [ ${#requests[@]} -gt 0 ]; do
    log_in
    printf '%s\n' "${requests[@]}" \
      | TOKEN=$token jq -Rnr --arg base "$KEYCLOAK/admin" '[inputs | split("\t") | "request = \(.[0])
url = \($base + .[1] | tojson)
header = \("Authorization: Bearer " + env.TOKEN | tojson)
header = \"Content-Type: application/json\"
write-out = \"\\n\"
silent
show-error
fail
\(if .[2] then "data = \(.[2] | tojson)" else "" end)
"] | join("next\n")' >"$work/requests"
    curl --fail-early -K "$work/requests" || return
  done
}

# Who is linked: a line of JSON for each user, with id and username in Keycloak and Amazon's user_id.
read_links() {
  local first=0 count=$page_size
  : >"$work/users"
  while [ "$count" -eq "$page_size" ]; do
    log_in
    admin "$realm_path/users?idpAlias=$(encoded "$alias")&briefRepresentation=true&first=$first&max=$page_size" --fail \
      | jq -r '.[].id' >"$work/page" || fail "Cannot list the users of realm \"$REALM\"."
    cat "$work/page" >>"$work/users"
    count=$(wc -l <"$work/page")
    first=$((first + count))
  done
  sed "s#^#GET\t$realm_path/users/#" "$work/users" | many \
    | jq -c --arg alias "$alias" \
      '{id, username, user_id: (.federatedIdentities[] | select(.identityProvider == $alias) | .userId)}' \
    | sort -u >"$work/links" || fail "Cannot read the links of the users of realm \"$REALM\"."
}

# What the provider becomes, and why it cannot be done if it cannot.
plan() {
  jq -n --arg region "${REGION:-}" \
    --slurpfile provider "$work/provider.json" --slurpfile mappers "$work/mappers.json" --slurpfile server "$work/server.json" '
    # Settings that mean the same to the provider "amazon".
    ["clientId", "clientSecret", "syncMode", "guiOrder", "hideOnLoginPage", "showInAccountConsole", "caseSensitiveOriginalUsername",
      "doNotStoreUsers", "filteredByClaim", "claimFilterName", "claimFilterValue", "minValidityToken", "storeTokenInSession",
      "region", "optionalScopes", "namePolicy", "buttonStyle", "allowedAudiences", "exchangeClients", "exchangeNewUsers",
      "checkOnSave"] as $kept
    | ["user_id", "name", "email", "postal_code"] as $fields
    | {"www.amazon.com": "NA", "na.account.amazon.com": "NA", "api.amazon.com": "NA",
        "eu.account.amazon.com": "EU", "api.amazon.co.uk": "EU", "apac.account.amazon.com": "FE", "api.amazon.co.jp": "FE"} as $regions
    # Mappers of Keycloak that any provider may have.
    | ["hardcoded-attribute-idp-mapper", "hardcoded-user-session-attribute-idp-mapper", "oidc-hardcoded-role-idp-mapper",
        "oidc-hardcoded-group-idp-mapper"] as $any

    | def translated:
        .identityProviderMapper as $id
        | (.config // {}) as $config
        | def into($mapper; $settings):
            .identityProviderMapper = $mapper | .config = ({syncMode: ($config.syncMode // "INHERIT")} + $settings);
          if ($any | index($id)) or ($id | startswith("amazon-")) then .
          elif $config.claim and $config["user.attribute"] then
            into("amazon-user-attribute-mapper"; {jsonField: $config.claim, userAttribute: $config["user.attribute"]})
          elif $config.jsonField and $config.userAttribute then
            into("amazon-user-attribute-mapper"; {jsonField: $config.jsonField, userAttribute: $config.userAttribute})
          elif $config.template then
            into("amazon-username-template-mapper"; {template: $config.template, target: ($config.target // "LOCAL")})
          elif $config.claims and $config.role then
            into("amazon-advanced-role-mapper"; $config | {claims, "are.claim.values.regex", role})
          elif $config.claims and $config.group then
            into("amazon-advanced-group-mapper"; $config | {claims, "are.claim.values.regex", group})
          elif $config.claim and $config["claim.value"] and $config.role then
            into("amazon-advanced-role-mapper"; {claims: ([{key: $config.claim, value: $config["claim.value"]}] | tojson),
              "are.claim.values.regex": "false", role: $config.role})
          else empty end
        | select(.identityProviderMapper as $id | $server[0].providers["identity-provider-mapper"].providers | has($id));

    $provider[0] as $old
    | ($old.config // {}) as $config
    | [$config | .tokenUrl, .authorizationUrl, .userInfoUrl | strings | capture("^https://(?<host>[^/:]+)(:443)?/").host
        | $regions[.] // "none of Amazon'"'"'s"] | unique as $found
    | (if $region != "" then $region elif $config.region then $config.region elif $found | length == 1 then $found[0] else "" end)
      as $region
    | ($config.defaultScope // "" | split(" ") | map(select(. != "" and . != "openid")) | join(" ")) as $scope
    | ($config.userNameClaim // "") as $username
    | [if $username != "email" and ($fields | index($username)) then {name: "Username from userNameClaim", identityProviderAlias: $old.alias,
        identityProviderMapper: "amazon-username-template-mapper",
        config: {syncMode: "IMPORT", target: "LOCAL", template: "${CLAIM.\($username)}"}} else empty end] as $usernames
    | [$mappers[0][] | [., [translated]]] as $pairs
    | {
        refusals: [
          (["NA", "EU", "FE"] | index($region) | not) as $unknown
          | if $unknown then "The URLs of the provider are not those of one region of Amazon. If it signs in with Amazon all the same, set"
              + " REGION to NA, EU or FE." else empty end,
          if $config.clientId // "" | test("^amzn1\\.application-oa2-client\\.[A-Za-z0-9]+$") | not then
            "The client ID is not one of Amazon'"'"'s." else empty end
        ],
        provider: ($old | del(.internalId, .types) | .providerId = "amazon"
          | .config = ($config | with_entries(select(.key as $key | ($kept | index($key)) or ($key | startswith("kc"))))
              + {region: $region} + if $scope == "" then {} else {defaultScope: $scope} end)),
        mappers: ([$pairs[][1][]] + $usernames),
        kept: [$pairs[] | select(.[1] == [.[0]]) | .[0].name],
        translated: ([$pairs[] | select(.[1] != [] and .[1] != [.[0]])
            | "\(.[0].name): \(.[0].identityProviderMapper) becomes \(.[1][0].identityProviderMapper)"]
          + [$usernames[] | "\(.name): new, because userNameClaim is \($username)"]),
        dropped: [$pairs[] | select(.[1] == []) | .[0] | "\(.name): \(.identityProviderMapper)"],
        settings: [$config | keys[] | select(. as $key | ($kept + ["defaultScope"] | index($key)) or ($key | startswith("kc")) | not)]
      }' >"$work/plan.json"
}

refuse_what_cannot_be_done() {
  local refusals unknown
  refusals=$(jq -r '.refusals | join(" ")' "$work/plan.json")
  [ -z "$refusals" ] || fail "$refusals Nothing was changed."
  unknown=$(jq -r 'select(.user_id | startswith("amzn1.account.") | not) | .id' "$work/links")
  [ -z "$unknown" ] || fail "$(wc -l <<<"$unknown") of $(wc -l <"$work/links") links do not contain Amazon's user_id. Keycloak" \
    "would not recognize these users. Users, by their id in Keycloak: $(head -3 <<<"$unknown" | paste -sd' ')… Nothing was changed."
}

describe() {
  say "Provider \"$alias\" of realm \"$REALM\": $(jq -r .providerId "$work/provider.json") becomes amazon."
  say
  say "Stays: alias, return URL, name, flows, switches, organization, and $(wc -l <"$work/links") links with their stored tokens"
  jq -r '.kept[] | "  mapper \(.)"' "$work/plan.json"
  say "Changes:"
  jq -r '"  region \(.provider.config.region), scopes \(.provider.config.defaultScope // "profile")",
    (.translated[] | "  mapper \(.)")' "$work/plan.json"
  say "Lost:"
  jq -r '(.dropped[] | "  mapper \(.): the provider \"amazon\" has none like it"),
    if .settings == [] then empty else "  settings that Amazon'"'"'s provider does not need: \(.settings | join(", "))" end' "$work/plan.json"
  if jq -e .enabled "$work/permissions.json" >/dev/null; then
    say "  permissions (fine-grained, version 1), such as token-exchange: grant them again"
  fi
  if secret_must_be_given; then
    say "  the client secret, which Keycloak does not tell: set AMAZON_CLIENT_SECRET"
  fi
  say
}

# One from the vault is a reference, and no secret.
secret_must_be_given() {
  jq -e '.config.clientSecret // "" | startswith("${vault.") | not' "$work/provider.json" >/dev/null
}

back_up() {
  (
    umask 077
    jq -n --slurpfile provider "$work/provider.json" --slurpfile mappers "$work/mappers.json" \
      --slurpfile permissions "$work/permissions.json" --slurpfile links "$work/links" \
      '{provider: $provider[0], mappers: $mappers[0], permissions: $permissions[0], links: $links}' >"$backup.unfinished"
  )
  mv "$backup.unfinished" "$backup"
  say "The old settings and the links are in $backup."
}

# Puts a provider with its mappers in the place of the one that is there, in one transaction of the server's.
replace_by() {
  local answer
  log_in
  answer=$(jq '{ifResourceExists: "OVERWRITE", identityProviderMappers: .mappers,
      identityProviders: [.provider | if .config.clientSecret // "" | startswith("${vault.") then .
        else .config.clientSecret = env.AMAZON_CLIENT_SECRET end]}' "$1" \
    | admin "$realm_path/partialImport" --data @- -w '\n%{http_code}')
  [ "${answer##*$'\n'}" = 200 ] \
    || fail "Keycloak refused it, and nothing was changed. Its log says why. The response: $answer"
}

check_against_backup() {
  local missing
  read_links
  # Not the username, which may have changed since.
  jq -c '.links[] | {id, user_id}' "$backup" | sort -u >"$work/expected"
  jq -c '{id, user_id}' "$work/links" | sort -u >"$work/found"
  missing=$(comm -23 "$work/expected" "$work/found")
  if [ -n "$missing" ]; then
    say "$missing"
    fail "The links above were there before and are not now. Users and administrators may have removed some meanwhile."
  fi
  say "All $(wc -l <"$work/expected") links of the backup are there."
}

require_secret() {
  ! secret_must_be_given || [ -n "${AMAZON_CLIENT_SECRET:-}" ] || fail "Set AMAZON_CLIENT_SECRET. Nothing was changed."
}

is_amazon() { [ "$(jq -r .providerId "$work/provider.json")" = amazon ]; }

# ---- The commands

move() {
  if is_amazon; then
    say "Provider \"$alias\" of realm \"$REALM\" is this project's already."
    [ ! -f "$backup" ] || check_against_backup
    return
  fi
  read_links
  plan
  refuse_what_cannot_be_done
  describe
  only_with_apply
  require_secret
  back_up
  replace_by "$work/plan.json"
  say "Replaced."
  check_against_backup
}

undo() {
  [ -f "$backup" ] || fail "There is no backup $backup."
  jq -e --arg alias "$alias" '.provider.alias == $alias' "$backup" >/dev/null || fail "$backup is the backup of another provider."
  jq '.provider |= del(.internalId, .types)' "$backup" >"$work/undo.json"
  say "Provider \"$alias\" of realm \"$REALM\" becomes $(jq -r .provider.providerId "$backup") again, with its settings and mappers."
  only_with_apply
  require_secret
  replace_by "$work/undo.json"
  say "Put back."
  check_against_backup
}

unlink_all() {
  read_links
  say "$(wc -l <"$work/links") users lose their link to provider \"$alias\" and their stored tokens. $links_file will hold the links."
  only_with_apply
  keep_links
  jq -r .id "$work/links" | sed "s#.*#DELETE\t$realm_path/users/&/federated-identity/$(encoded "$alias")#" | many >"$work/answers" \
    || fail "Keycloak did not remove all links. Run it again for the rest."
  say "Removed."
}

# Adds to what an earlier run wrote, which this one no longer sees.
keep_links() {
  (
    umask 077
    { [ ! -f "$links_file" ] || cat "$links_file"; jq -r '"\(.username),\(.user_id)"' "$work/links"; } | sort -u >"$links_file.unfinished"
  )
  mv "$links_file.unfinished" "$links_file"
}

link_users() {
  local file=$1
  [ -f "$file" ] || fail "There is no file \"$file\"."
  read_links
  # A username may hold a comma, a user_id may not.
  jq -Rnc '[inputs | rtrimstr("\r")] | to_entries[] | select(.value != "")
    | {line: (.key + 1), username: (.value | sub(",[^,]*$"; "")), user_id: (.value | split(",") | last)}' "$file" >"$work/entries"
  jq -r --arg path "$realm_path/users?briefRepresentation=true&exact=true&username=" '"GET\t\($path)\(.username | @uri)"' "$work/entries" \
    | many | jq -c '.[0].id' >"$work/ids" || fail "Cannot look the users of realm \"$REALM\" up."
  jq -n --slurpfile entries "$work/entries" --slurpfile ids "$work/ids" --slurpfile links "$work/links" '
    (reduce $links[] as $link ({}; .[$link.id] = $link.user_id)) as $of_user
    | (reduce $links[] as $link ({}; .[$link.user_id] = $link.id)) as $owners
    | reduce ([$entries, $ids] | transpose[] | .[0] + {id: .[1]}) as $entry ({owners: $owners, of_user: $of_user, link: [], before: 0, mistakes: []};
        def mistake($text): .mistakes += ["Line \($entry.line): \($text)"];
        if $entry.user_id | startswith("amzn1.account.") | not then mistake("this is no user_id of Amazon.")
        elif $entry.id == null then mistake("the realm has no such user.")
        elif .of_user[$entry.id] == $entry.user_id then .before += 1
        elif .of_user[$entry.id] then mistake("the user is linked to another Amazon account.")
        elif .owners[$entry.user_id] then mistake("another user is linked to this Amazon account.")
        else .link += [$entry] | .owners[$entry.user_id] = $entry.id | .of_user[$entry.id] = $entry.user_id end)' >"$work/plan.json"
  jq -r '.mistakes[], "To link: \(.link | length). Linked before: \(.before). Lines that cannot be used: \(.mistakes | length)."' "$work/plan.json"
  only_with_apply
  jq -r --arg path "$realm_path/users/" --arg alias "$(encoded "$alias")" \
    '.link[] | "POST\t\($path)\(.id)/federated-identity/\($alias)\t\({userId: .user_id, userName: .username} | tojson)"' "$work/plan.json" \
    | many >"$work/answers" || fail "Keycloak refused to link a user. Run it again for the rest."
  say "Linked."
  jq -e '.mistakes == []' "$work/plan.json" >/dev/null || exit 1
}

applying() { [ "$apply" = --apply ]; }

only_with_apply() {
  if ! applying; then
    say "Nothing was changed. Run it with --apply to do it."
    exit 0
  fi
}

start() {
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  log_in
  read_server
  read_provider
}

apply=
if [ $# -gt 0 ] && [ "${!#}" = --apply ]; then
  apply=--apply
  set -- "${@:1:$#-1}"
fi
case "$#,${1:-}" in
  1,move | 1,undo | 1,unlink | 2,link) ;;
  *) fail "Use one of: move, undo, link FILE, unlink; then --apply to do it." ;;
esac
start
case "$1" in
  move) move ;;
  undo) undo ;;
  unlink) unlink_all ;;
  link) link_users "$2" ;;
esac
