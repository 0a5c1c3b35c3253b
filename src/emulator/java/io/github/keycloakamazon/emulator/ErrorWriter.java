package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON errors: {@code error_description} before {@code error}, as recorded of Amazon. */
record ErrorWriter(ErrorStyle style) {
    Answer write(ProtocolError error, String requestId) {
        ObjectNode json = Json.object();
        if (style == ErrorStyle.DETAILED) {
            json.put("error_index", Secrets.errorIndex());
        }
        json.put("error_description", error.description()).put("error", error.code());
        if (style == ErrorStyle.DETAILED) {
            json.put("request_id", requestId);
        }
        return Answer.json(error.status(), json);
    }
}
