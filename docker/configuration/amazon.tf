terraform {
  required_providers {
    keycloak = {
      source  = "keycloak/keycloak"
      version = ">= 5.0"
    }
  }
}

variable "realm" {
  type = string
}

variable "amazon_client_id" {
  type = string
}

variable "amazon_client_secret" {
  type      = string
  sensitive = true
}

resource "keycloak_oidc_identity_provider" "amazon" {
  realm          = var.realm
  alias          = "amazon"
  provider_id    = "amazon"
  client_id      = var.amazon_client_id
  client_secret  = var.amazon_client_secret
  default_scopes = "profile"
  store_token    = false
  sync_mode      = "IMPORT"

  # Terraform insists on these two. The provider asks the Amazon of its region, whatever stands here.
  authorization_url = "https://www.amazon.com/ap/oa"
  token_url         = "https://api.amazon.com/auth/o2/token"

  extra_config = {
    region = "EU"
  }
}

resource "keycloak_custom_identity_provider_mapper" "username" {
  realm                    = var.realm
  name                     = "Username"
  identity_provider_alias  = keycloak_oidc_identity_provider.amazon.alias
  identity_provider_mapper = "amazon-username-template-mapper"

  extra_config = {
    syncMode = "INHERIT"
    template = "amazon-$${CLAIM.user_id}"
    target   = "LOCAL"
  }
}
