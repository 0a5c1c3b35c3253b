package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A way for an endpoint to misbehave: another answer, another delivery, or both.
 *
 * <p>A fault that replaces the answer keeps the endpoint from working at all, so a code stays unused; one that changes the answer
 * or its delivery lets it work first.
 */
public final class Fault {
    private final UnaryOperator<Supplier<Answer>> change;
    private final Delivery delivery;

    private Fault(UnaryOperator<Supplier<Answer>> change, Delivery delivery) {
        this.change = change;
        this.delivery = delivery;
    }

    /** No fault: for scripts such as "good, then bad". */
    public static Fault none() {
        return new Fault(UnaryOperator.identity(), new Delivery.Whole());
    }

    /** This answer in place of the endpoint's. */
    public static Fault answer(Answer answer) {
        return new Fault(good -> () -> answer, new Delivery.Whole());
    }

    /** A status with an empty body. */
    public static Fault empty(int status) {
        return answer(Answer.empty(status));
    }

    /** A documented JSON error: {@code error_description} first, as Amazon sends it. */
    public static Fault jsonError(int status, String error, String description) {
        return answer(Answer.json(
                status, Json.object().put("error_description", description).put("error", error)));
    }

    /** A page where JSON is expected, as gateways and captcha walls send. */
    public static Fault html(int status) {
        return answer(
                Answer.of(
                        status,
                        "text/html;charset=UTF-8",
                        "<!DOCTYPE html><html lang=\"en\"><title>Sorry</title><h1>Service temporarily unavailable</h1></html>"));
    }

    /** The good answer under another content type. */
    public static Fault contentType(String type) {
        return transform(answer -> answer.withHeader("Content-Type", type));
    }

    /** The good answer under another status. */
    public static Fault status(int status) {
        return transform(answer -> answer.withStatus(status));
    }

    /** A redirect to elsewhere. */
    public static Fault redirect(String location) {
        return answer(Answer.redirect(location));
    }

    /** The good answer, changed. */
    public static Fault transform(UnaryOperator<Answer> change) {
        return new Fault(good -> () -> change.apply(good.get()), new Delivery.Whole());
    }

    /** The good answer with a member of its JSON object set. */
    public static Fault set(String member, Object value) {
        JsonNode node = Json.MAPPER.valueToTree(value);
        return transform(answer -> answer.withJson(json -> json.set(member, node)));
    }

    /** The good answer without a member of its JSON object. */
    public static Fault remove(String member) {
        return transform(answer -> answer.withJson(json -> json.without(member)));
    }

    /** The profile as Amazon's older address spells it: {@code {"Request-Id":…,"Profile":{"CustomerId":…,"PrimaryEmail":…}}}. */
    public static Fault legacyProfile() {
        return transform(
                answer -> answer.withJson(json -> Profiles.nested(json, "00000000-0000-0000-0000-000000000000")));
    }

    /** The good answer, the named time later. No thread waits for it. */
    public static Fault delay(Duration time) {
        return delivered(new Delivery.Late(time));
    }

    /** No answer, ever: the connection stays open until the emulator is reset or closed. */
    public static Fault hang() {
        return delivered(new Delivery.Never());
    }

    /** The connection is reset (RST) where the answer should come. */
    public static Fault reset() {
        return delivered(new Delivery.Reset());
    }

    /** The first half of the good answer under the {@code Content-Length} of the whole, then the connection is closed. */
    public static Fault truncated() {
        return delivered(new Delivery.CutOff());
    }

    /** JSON of this many bytes, in chunks and without a length, made while it is sent. */
    public static Fault hugeBody(long bytes) {
        return delivered(new Delivery.Flood(bytes));
    }

    /** The good answer, a byte at a time. */
    public static Fault slowDrip(Duration perByte) {
        return delivered(new Delivery.Drip(perByte));
    }

    /** This fault's answer under another fault's change and delivery, such as {@code html(503).with(slowDrip(…))}. */
    public Fault with(Fault other) {
        return new Fault(
                good -> other.change.apply(change.apply(good)),
                other.delivery instanceof Delivery.Whole ? delivery : other.delivery);
    }

    Supplier<Answer> change(Supplier<Answer> good) {
        return change.apply(good);
    }

    Delivery delivery() {
        return delivery;
    }

    private static Fault delivered(Delivery delivery) {
        return new Fault(UnaryOperator.identity(), delivery);
    }
}
