package io.github.keycloakamazon.emulator;

import java.time.Clock;

/** All that the emulated Amazon knows: clients, users, and what they granted. */
record Accounts(Registry registry, Grants grants, DeviceCodes deviceCodes, Sessions sessions) {
    Accounts(EmulatorConfig config, Clock clock) {
        this(
                new Registry(config.clients(), config.people()),
                new Grants(clock, config.lifetimes()),
                new DeviceCodes(clock, config.lifetimes()),
                new Sessions());
    }

    /** Forgets what was granted; clients and users stay. */
    void forgetGrants() {
        grants.forget();
        deviceCodes.forget();
        sessions.forget();
    }

    boolean removeClient(String clientId) {
        boolean known = registry.removeClient(clientId);
        grants.forgetIf(access -> access.clientId().equals(clientId));
        deviceCodes.forgetClient(clientId);
        return known;
    }

    boolean removePerson(String key) {
        boolean known = registry.removePerson(key);
        grants.forgetIf(access -> key.equals(access.personKey()));
        deviceCodes.forgetPerson(key);
        return known;
    }
}
