package io.github.keycloakamazon.compatibility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Loads classes as the JVM of a server of one release does: verifies them, runs their static initializers, and resolves the types in
 * their signatures. The verifier needs more types than the code refers to. It has to load what one type is converted to another for, and
 * a class that it cannot verify fails at its first use, whatever method is called.
 */
final class ClassLoading extends URLClassLoader {
    private final Predicate<String> onlyInJars;

    private ClassLoading(List<Path> jars, Predicate<String> onlyInJars) {
        super(jars.stream().map(ClassLoading::url).toArray(URL[]::new), ClassLoading.class.getClassLoader());
        this.onlyInJars = onlyInJars;
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("Not a file: " + jar, e);
        }
    }

    /** One thing that is done with a class. */
    private interface Step {
        Object perform() throws ClassNotFoundException;
    }

    /**
     * What cannot be loaded.
     *
     * @param classes the classes in question
     * @param jars what the server has
     * @param onlyInJars which names, with slashes, are not looked for in this process
     */
    static Set<String> problems(List<ClassFile> classes, List<Path> jars, Predicate<String> onlyInJars) {
        Set<String> problems = new TreeSet<>();
        try (ClassLoading loading = new ClassLoading(jars, onlyInJars)) {
            for (ClassFile file : classes) {
                String name = file.name().replace('/', '.');
                loading.problem(file, "be initialized", () -> Class.forName(name, true, loading))
                        .ifPresent(problems::add);
                loading.problem(
                                file,
                                "show its constructors",
                                () -> loading.loadClass(name).getDeclaredConstructors())
                        .ifPresent(problems::add);
                loading.problem(
                                file,
                                "show its methods",
                                () -> loading.loadClass(name).getDeclaredMethods())
                        .ifPresent(problems::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return problems;
    }

    private Optional<String> problem(ClassFile file, String what, Step step) {
        try {
            return step.perform() == null ? Optional.of(file.name() + " is not there") : Optional.empty();
        } catch (ClassNotFoundException | LinkageError e) {
            String simpleName = file.name().substring(file.name().lastIndexOf('/') + 1);
            return Optional.of("%s cannot %s: %s".formatted(simpleName, what, e));
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!onlyInJars.test(name.replace('.', '/'))) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }
}
