package io.github.keycloakamazon.compatibility;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.objectweb.asm.Opcodes;

/**
 * Links the provider's classes with those of one release, as a Java machine would, but all at once: a machine finds a missing method
 * when the first person comes to it.
 *
 * @see <a href="https://docs.oracle.com/javase/specs/jvms/se17/html/jvms-5.html#jvms-5.4.3">JVMS 5.4.3: Resolution</a>
 */
final class LinkCheck {
    private final List<ClassFile> provider;
    private final ClassFiles release;
    private final Set<String> ownNames;

    /**
     * The check of some classes.
     *
     * @param release all there is on the server, these classes included
     */
    LinkCheck(List<ClassFile> provider, ClassFiles release) {
        this.provider = provider;
        this.release = release;
        this.ownNames = provider.stream().map(ClassFile::name).collect(Collectors.toSet());
    }

    /** What would go wrong, a sentence each. */
    Set<String> problems() {
        Set<String> problems = new TreeSet<>();
        for (ClassFile type : provider) {
            References.of(type).stream()
                    .flatMap(reference -> problem(type, reference).stream())
                    .map(problem -> simpleName(type) + " needs " + problem)
                    .forEach(problems::add);
            unimplemented(type)
                    .map(method -> simpleName(type) + " does not implement " + method)
                    .forEach(problems::add);
            overriddenFinals(type)
                    .map(method -> simpleName(type) + " overrides the final " + method)
                    .forEach(problems::add);
        }
        return problems;
    }

    /** The provider's methods that override or implement one of the server's. */
    Set<String> overrides() {
        return provider.stream()
                .flatMap(type -> type.methods()
                        .filter(type::isOverridable)
                        .filter(method ->
                                foreignSupertypes(type).anyMatch(supertype -> declaresOverridable(supertype, method)))
                        .map(method -> simpleName(type) + "." + method))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    // ---- References

    private Optional<String> problem(ClassFile user, Reference reference) {
        Optional<ClassFile> owner = release.find(reference.owner());
        if (owner.isEmpty()) {
            return Optional.of("the class " + reference.owner() + ", which is missing");
        }
        return switch (reference.form()) {
            case TYPE -> typeProblem(user, owner.get());
            case LAMBDA -> lambdaProblem(owner.get(), reference.member());
            case FIELD -> memberProblem(user, owner.get(), reference);
            case METHOD, INTERFACE_METHOD ->
                owner.get().isInterface() == (reference.form() == Reference.Form.INTERFACE_METHOD)
                        ? memberProblem(user, owner.get(), reference)
                        : Optional.of(named(reference) + " of "
                                + (owner.get().isInterface() ? "a class, not an interface" : "an interface"));
        };
    }

    private Optional<String> typeProblem(ClassFile user, ClassFile needed) {
        boolean isExtended = needed.name().equals(user.superclass());
        if (isExtended && ClassFile.is(needed.access(), Opcodes.ACC_FINAL)) {
            return Optional.of("the class " + needed.name() + ", which is final");
        }
        return ownNames.contains(needed.name()) || ClassFile.is(needed.access(), Opcodes.ACC_PUBLIC)
                ? Optional.empty()
                : Optional.of("the class " + needed.name() + ", which is not public");
    }

    private Optional<String> lambdaProblem(ClassFile lambda, String method) {
        Set<String> demanded = abstractMethods(lambda.name())
                .filter(candidate -> !isMethodOfObject(candidate))
                .collect(Collectors.toCollection(TreeSet::new));
        return demanded.equals(Set.of(method))
                ? Optional.empty()
                : Optional.of("a lambda's " + lambda.name() + "." + method + ", which demands " + demanded);
    }

    private Optional<String> memberProblem(ClassFile user, ClassFile owner, Reference reference) {
        Optional<ClassFile> declaring = release.withSupertypes(owner.name())
                .filter(type -> type.members().containsKey(reference.member()))
                .findFirst();
        if (declaring.isEmpty()) {
            // Method handles take any arguments, whatever they declare.
            return owner.name().startsWith("java/lang/invoke/")
                    ? Optional.empty()
                    : Optional.of(named(reference) + ", which is missing");
        }
        int access = declaring.get().members().get(reference.member());
        if (ClassFile.is(access, Opcodes.ACC_STATIC) != reference.isStatic()) {
            return Optional.of(
                    named(reference) + (reference.isStatic() ? ", which is not static" : ", which is static"));
        }
        return isVisible(user, declaring.get(), access)
                ? Optional.empty()
                : Optional.of(named(reference) + ", which is not visible");
    }

    private boolean isVisible(ClassFile user, ClassFile declaring, int access) {
        return ownNames.contains(declaring.name())
                || ClassFile.is(access, Opcodes.ACC_PUBLIC)
                || (ClassFile.is(access, Opcodes.ACC_PROTECTED) && release.isSubtype(user.name(), declaring.name()));
    }

    private static String named(Reference reference) {
        return reference.owner() + "." + reference.member();
    }

    // ---- Inheritance

    private Stream<String> unimplemented(ClassFile type) {
        return type.isAbstract()
                ? Stream.empty()
                : abstractMethods(type.name()).filter(method -> !isImplemented(type, method));
    }

    private Stream<String> abstractMethods(String name) {
        return release.withSupertypes(name)
                .flatMap(supertype -> supertype
                        .methods()
                        .filter(method -> ClassFile.is(supertype.members().get(method), Opcodes.ACC_ABSTRACT)))
                .distinct();
    }

    private boolean isImplemented(ClassFile type, String method) {
        return release.withSupertypes(type.name())
                .anyMatch(supertype -> supertype.members().containsKey(method)
                        && !ClassFile.is(supertype.members().get(method), Opcodes.ACC_ABSTRACT)
                        && supertype.isOverridable(method));
    }

    private Stream<String> overriddenFinals(ClassFile type) {
        return type.methods()
                .filter(type::isOverridable)
                .flatMap(method -> foreignSupertypes(type)
                        .filter(supertype -> declaresOverridable(supertype, method)
                                && ClassFile.is(supertype.members().get(method), Opcodes.ACC_FINAL))
                        .map(supertype -> supertype.name() + "." + method));
    }

    private Stream<ClassFile> foreignSupertypes(ClassFile type) {
        return release.withSupertypes(type.name()).filter(supertype -> !ownNames.contains(supertype.name()));
    }

    private static boolean declaresOverridable(ClassFile supertype, String method) {
        return supertype.members().containsKey(method) && supertype.isOverridable(method);
    }

    private boolean isMethodOfObject(String method) {
        return release.find("java/lang/Object").orElseThrow().members().containsKey(method);
    }

    private static String simpleName(ClassFile type) {
        return type.name().substring(type.name().lastIndexOf('/') + 1);
    }
}
