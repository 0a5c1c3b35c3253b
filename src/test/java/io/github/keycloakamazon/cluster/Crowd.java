package io.github.keycloakamazon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.TestRealm;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.keycloak.representations.idm.UserRepresentation;

/** People who sign in for the first time, a few at once and one after the other, until they are sent home. */
final class Crowd implements AutoCloseable {
    private static final int AT_A_TIME = 3;
    private static final int SIGHT = 300;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** Keycloak's error page, or the login page with its message. */
    private static final List<String> CLEAR_PAGES =
            List.of("We are sorry", "Unexpected error when authenticating with identity provider");

    private final TestRealm realm;
    private final AmazonEmulator amazon;
    private final ExecutorService people = Executors.newFixedThreadPool(AT_A_TIME);
    private final AtomicInteger tried = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final Set<String> arrived = ConcurrentHashMap.newKeySet();
    private final List<String> unclear = new CopyOnWriteArrayList<>();
    private volatile boolean more = true;

    private Crowd(TestRealm realm, AmazonEmulator amazon) {
        this.realm = realm;
        this.amazon = amazon;
    }

    /** A crowd that has begun to come. */
    static Crowd signingInTo(TestRealm realm, AmazonEmulator amazon) {
        Crowd crowd = new Crowd(realm, amazon);
        for (int i = 0; i < AT_A_TIME; i++) {
            crowd.people.execute(crowd::come);
        }
        return crowd;
    }

    /** Waits until so many more have signed in. */
    void awaitLogins(int count) {
        int goal = arrived.size() + count;
        await("logins").atMost(PATIENCE).until(() -> arrived.size() >= goal);
    }

    /** Waits until so many more could not sign in. */
    void awaitFailures(int count) {
        int goal = failed.get() + count;
        await("failures").atMost(PATIENCE).until(() -> failed.get() >= goal);
    }

    /** Nobody new begins; whoever is on the way arrives. */
    void goHome() throws InterruptedException {
        more = false;
        people.shutdown();
        assertThat(people.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    /** What became of them, with the accounts as they are now. */
    Figures figures() {
        List<UserRepresentation> users = realm.users();
        Set<String> accounts =
                users.stream().map(UserRepresentation::getUsername).collect(Collectors.toSet());
        long lostUsers =
                arrived.stream().filter(name -> !accounts.contains(name)).count();
        Set<String> unlinked = users.stream()
                .filter(user -> realm.links(user).size() != 1)
                .map(UserRepresentation::getUsername)
                .collect(Collectors.toSet());
        long lostLinks = unlinked.stream().filter(arrived::contains).count();
        return new Figures(
                tried.get(),
                arrived.size(),
                failed.get(),
                List.copyOf(unclear),
                (int) lostUsers,
                (int) lostLinks,
                unlinked.size() - (int) lostLinks);
    }

    private void come() {
        while (more) {
            int number = tried.incrementAndGet();
            Person person = Person.named(realm.name() + "-" + number, "Guest Number" + number);
            amazon.addPerson(person);
            try (Browser browser = new Browser()) {
                signIn(browser, person);
            } catch (RuntimeException | AssertionError e) {
                failed.incrementAndGet();
                see(String.valueOf(e));
            }
        }
    }

    private void signIn(Browser browser, Person person) {
        realm.toLoginPage(browser);
        if (browser.has("social-amazon")) {
            browser.click("social-amazon").click("person-" + person.key()).click("allow");
        }
        if (realm.application().isSignedIn(browser.address())) {
            arrived.add(person.email());
            return;
        }
        failed.incrementAndGet();
        if (CLEAR_PAGES.stream().noneMatch(browser.text()::contains)) {
            see(browser.status() + " " + browser.text() + " " + browser.address());
        }
    }

    private void see(String what) {
        unclear.add(what.substring(0, Math.min(what.length(), SIGHT)));
    }

    @Override
    public void close() {
        more = false;
        people.shutdownNow();
    }
}
