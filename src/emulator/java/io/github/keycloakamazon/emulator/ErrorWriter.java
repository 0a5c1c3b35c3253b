package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;

/** JSON errors: {@code error_description} before {@code error}, as recorded of Amazon. */
record ErrorWriter(boolean details) {
    Answer write(ProtocolError error) {
        ObjectNode json = Json.object();
        if (details && error.status() == 400 && error.code().startsWith("invalid_")) {
            json.put("error_index", Secrets.errorIndex());
        }
        json.put("error_description", error.description()).put("error", error.code());
        if (details) {
            json.put("request_id", UUID.randomUUID().toString());
        }
        return Answer.json(error.status(), json);
    }
}
