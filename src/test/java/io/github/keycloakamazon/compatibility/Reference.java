package io.github.keycloakamazon.compatibility;

/**
 * Something a class needs another class for.
 *
 * @param form what is needed
 * @param owner the class it is looked for in, such as {@code java/lang/String}
 * @param member as in {@link ClassFile#members()}; empty if the class itself is needed
 * @param isStatic whether the member is used as a static one
 */
record Reference(Form form, String owner, String member, boolean isStatic) {
    enum Form {
        TYPE,
        FIELD,
        METHOD,
        /** A method that is called as an interface's. */
        INTERFACE_METHOD,
        /** The one method of an interface that a lambda expression implements. */
        LAMBDA
    }

    static Reference type(String owner) {
        return new Reference(Form.TYPE, owner, "", false);
    }

    static Reference field(String owner, String name, String descriptor, boolean isStatic) {
        return new Reference(Form.FIELD, owner, name + ":" + descriptor, isStatic);
    }

    static Reference method(String owner, String name, String descriptor, boolean ofInterface, boolean isStatic) {
        return new Reference(ofInterface ? Form.INTERFACE_METHOD : Form.METHOD, owner, name + descriptor, isStatic);
    }

    static Reference lambda(String owner, String name, String descriptor) {
        return new Reference(Form.LAMBDA, owner, name + descriptor, false);
    }
}
