package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link Fault} as the configuration file and the control API write it: a {@code type} and what belongs to it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = FaultJson.None.class, name = "none"),
    @JsonSubTypes.Type(value = FaultJson.Response.class, name = "response"),
    @JsonSubTypes.Type(value = FaultJson.JsonError.class, name = "jsonError"),
    @JsonSubTypes.Type(value = FaultJson.Html.class, name = "html"),
    @JsonSubTypes.Type(value = FaultJson.Redirect.class, name = "redirect"),
    @JsonSubTypes.Type(value = FaultJson.Status.class, name = "status"),
    @JsonSubTypes.Type(value = FaultJson.ContentType.class, name = "contentType"),
    @JsonSubTypes.Type(value = FaultJson.SetField.class, name = "setField"),
    @JsonSubTypes.Type(value = FaultJson.RemoveField.class, name = "removeField"),
    @JsonSubTypes.Type(value = FaultJson.LegacyProfile.class, name = "legacyProfile"),
    @JsonSubTypes.Type(value = FaultJson.Delay.class, name = "delay"),
    @JsonSubTypes.Type(value = FaultJson.Hang.class, name = "hang"),
    @JsonSubTypes.Type(value = FaultJson.Reset.class, name = "reset"),
    @JsonSubTypes.Type(value = FaultJson.Truncated.class, name = "truncated"),
    @JsonSubTypes.Type(value = FaultJson.HugeBody.class, name = "hugeBody"),
    @JsonSubTypes.Type(value = FaultJson.SlowDrip.class, name = "slowDrip"),
    @JsonSubTypes.Type(value = FaultJson.Combined.class, name = "combined")
})
sealed interface FaultJson {
    Fault fault();

    record None() implements FaultJson {
        @Override
        public Fault fault() {
            return Fault.none();
        }
    }

    /** Any response in place of the endpoint's. */
    record Response(
            @JsonProperty(required = true) int status,
            @Nullable Map<String, String> headers,
            @Nullable String body) implements FaultJson {

        public Response {
            checkStatus(status);
        }

        @Override
        public Fault fault() {
            return Fault.answer(new Answer(status, headers == null ? Map.of() : headers, body == null ? "" : body));
        }
    }

    record JsonError(
            @JsonProperty(required = true) int status,
            @JsonProperty(required = true) String error,
            @Nullable String description)
            implements FaultJson {

        public JsonError {
            checkStatus(status);
            checkText("error", error);
        }

        @Override
        public Fault fault() {
            return Fault.jsonError(status, error, description == null ? "" : description);
        }
    }

    record Html(@JsonProperty(required = true) int status) implements FaultJson {
        public Html {
            checkStatus(status);
        }

        @Override
        public Fault fault() {
            return Fault.html(status);
        }
    }

    record Redirect(@JsonProperty(required = true) String location) implements FaultJson {
        public Redirect {
            checkText("location", location);
        }

        @Override
        public Fault fault() {
            return Fault.redirect(location);
        }
    }

    record Status(@JsonProperty(required = true) int status) implements FaultJson {
        public Status {
            checkStatus(status);
        }

        @Override
        public Fault fault() {
            return Fault.status(status);
        }
    }

    record ContentType(@JsonProperty(required = true) String contentType) implements FaultJson {
        public ContentType {
            checkText("contentType", contentType);
        }

        @Override
        public Fault fault() {
            return Fault.contentType(contentType);
        }
    }

    record SetField(
            @JsonProperty(required = true) String field,
            @JsonProperty(required = true) JsonNode value) implements FaultJson {

        @Override
        public Fault fault() {
            return Fault.set(field, value);
        }
    }

    record RemoveField(@JsonProperty(required = true) String field) implements FaultJson {
        public RemoveField {
            checkText("field", field);
        }

        @Override
        public Fault fault() {
            return Fault.remove(field);
        }
    }

    record LegacyProfile() implements FaultJson {
        @Override
        public Fault fault() {
            return Fault.legacyProfile();
        }
    }

    record Delay(@JsonProperty(required = true) long millis) implements FaultJson {
        public Delay {
            checkMillis("millis", millis);
        }

        @Override
        public Fault fault() {
            return Fault.delay(Duration.ofMillis(millis));
        }
    }

    record Hang() implements FaultJson {
        @Override
        public Fault fault() {
            return Fault.hang();
        }
    }

    record Reset() implements FaultJson {
        @Override
        public Fault fault() {
            return Fault.reset();
        }
    }

    record Truncated() implements FaultJson {
        @Override
        public Fault fault() {
            return Fault.truncated();
        }
    }

    record HugeBody(@JsonProperty(required = true) long bytes) implements FaultJson {
        public HugeBody {
            if (bytes < 0) {
                throw new FieldException("bytes", "0 or more is expected, not " + bytes);
            }
        }

        @Override
        public Fault fault() {
            return Fault.hugeBody(bytes);
        }
    }

    record SlowDrip(@JsonProperty(required = true) long millisPerByte) implements FaultJson {
        public SlowDrip {
            checkMillis("millisPerByte", millisPerByte);
        }

        @Override
        public Fault fault() {
            return Fault.slowDrip(Duration.ofMillis(millisPerByte));
        }
    }

    /** Several at once, in this order: such as another status and a slow delivery. */
    record Combined(@JsonProperty(required = true) List<FaultJson> faults) implements FaultJson {
        public Combined {
            if (faults == null || faults.isEmpty() || faults.contains(null)) {
                throw new FieldException("faults", "one entry or more is expected");
            }
        }

        @Override
        public Fault fault() {
            return faults.stream().map(FaultJson::fault).reduce(Fault.none(), Fault::with);
        }
    }

    private static void checkText(String field, @Nullable String text) {
        if (text == null) {
            throw new FieldException(field, "a text is expected");
        }
    }

    private static void checkStatus(int status) {
        if (status < 200 || status > 599) {
            throw new FieldException("status", "200 to 599 is expected, not " + status);
        }
    }

    private static void checkMillis(String field, long millis) {
        if (millis < 0) {
            throw new FieldException(field, "0 or more is expected, not " + millis);
        }
    }
}
