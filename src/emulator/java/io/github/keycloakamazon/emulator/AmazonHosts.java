package io.github.keycloakamazon.emulator;

import java.util.List;
import java.util.stream.Stream;

/** Amazon's own host names for Login with Amazon. */
final class AmazonHosts {
    /** Where browsers go. {@code amazon.com} is where a user enters the code of a device. */
    static final List<String> PAGES = List.of(
            "www.amazon.com",
            "amazon.com",
            "na.account.amazon.com",
            "eu.account.amazon.com",
            "apac.account.amazon.com");
    /** Where clients go. */
    static final List<String> API = List.of("api.amazon.com", "api.amazon.co.uk", "api.amazon.co.jp", "api.amazon.de");
    /** Both. */
    static final List<String> ALL = Stream.concat(PAGES.stream(), API.stream()).toList();

    private AmazonHosts() {}
}
