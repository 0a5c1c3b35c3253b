package io.github.keycloakamazon.mapper;

/**
 * The same mapper under the id that Terraform writes. Its resource {@code keycloak_user_template_importer_identity_provider_mapper} puts
 * the id together from the id of the provider, and Keycloak stores mappers of unknown types, which then make every login fail.
 */
public final class AmazonUsernameMapper extends AmazonUsernameTemplateMapper {
    /** The mapper's id, which Terraform writes. */
    public static final String PROVIDER_ID = "amazon-username-idp-mapper";

    @Override
    public String getId() {
        return PROVIDER_ID;
    }

    @Override
    public String getDisplayType() {
        return "Username Template Importer (Terraform)";
    }
}
