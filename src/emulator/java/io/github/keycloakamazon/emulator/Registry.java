package io.github.keycloakamazon.emulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The applications and the users Amazon knows. Both may change while the emulator runs. */
final class Registry {
    private final Map<String, EmulatedClient> clients = new LinkedHashMap<>();
    private final Map<String, Person> people = new LinkedHashMap<>();

    Registry(List<EmulatedClient> clients, List<Person> people) {
        clients.forEach(this::put);
        people.forEach(this::put);
    }

    synchronized void put(EmulatedClient client) {
        clients.put(client.clientId(), client);
    }

    synchronized void put(Person person) {
        people.put(person.key(), person);
    }

    synchronized void change(String clientId, UnaryOperator<EmulatedClient> change) {
        put(change.apply(knownClient(clientId)));
    }

    synchronized boolean removeClient(String clientId) {
        return clients.remove(clientId) != null;
    }

    synchronized boolean removePerson(String key) {
        return people.remove(key) != null;
    }

    synchronized List<EmulatedClient> clients() {
        return List.copyOf(clients.values());
    }

    synchronized @Nullable EmulatedClient client(String clientId) {
        return clients.get(clientId);
    }

    synchronized EmulatedClient knownClient(String clientId) {
        EmulatedClient client = clients.get(clientId);
        if (client == null) {
            throw new IllegalArgumentException("No client is registered as " + clientId);
        }
        return client;
    }

    synchronized @Nullable Person person(String key) {
        return people.get(key);
    }

    synchronized Person knownPerson(String key) {
        Person person = people.get(key);
        if (person == null) {
            throw new IllegalArgumentException("Nobody is known as " + key);
        }
        return person;
    }

    synchronized @Nullable Person personByEmail(String email) {
        for (Person person : people.values()) {
            if (email.equalsIgnoreCase(person.email())) {
                return person;
            }
        }
        return null;
    }

    /** Whom a sign-in form names, by the account chosen or the e-mail address entered. */
    @Nullable
    Person chosen(ReceivedRequest form) {
        String key = form.form("person");
        if (key != null) {
            return person(key);
        }
        String email = form.form("email");
        return email == null ? null : personByEmail(email.trim());
    }

    synchronized List<Person> people() {
        return List.copyOf(people.values());
    }
}
