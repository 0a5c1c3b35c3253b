package io.github.keycloakamazon.check;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.keycloakamazon.lwa.AuthorizationRequest;
import io.github.keycloakamazon.lwa.Region;
import java.util.List;

/**
 * What an administrator is told about a provider's set-up. Holds no secret.
 *
 * @param alias the provider's
 * @param region where it signs people in
 * @param asked what people are sent to Amazon with
 * @param findings one per part of the set-up
 */
record SetupReport(String alias, Region region, AuthorizationRequest asked, List<Finding> findings) {
    private static final JsonMapper MAPPER = new JsonMapper();

    /** Whether people can sign in, as far as Amazon says without anybody doing so. */
    boolean works() {
        return findings.stream().allMatch(finding -> finding.result() == Finding.Result.OK);
    }

    String toJson() {
        ObjectNode report = MAPPER.createObjectNode();
        report.put("alias", alias);
        report.put("works", works());
        report.put("region", region.name());
        report.put("clientId", asked.clientId());
        report.put("returnUrl", asked.redirectUri());
        asked.scopes().values().forEach(report.putArray("scopes")::add);
        asked.optionalScopes().values().forEach(report.putArray("optionalScopes")::add);
        ArrayNode list = report.putArray("findings");
        findings.forEach(finding -> list.addObject()
                .put("subject", finding.subject().label())
                .put("result", finding.result().label())
                .put("code", finding.code())
                .put("message", finding.message()));
        return report.toPrettyString();
    }
}
