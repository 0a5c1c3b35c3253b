package io.github.keycloakamazon.compatibility;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * The classes a server of one release would find. What its JARs lack, such as the JDK and libraries that did not change, comes from
 * this process, but never a class that would be another release's.
 */
final class ClassFiles implements AutoCloseable {
    private final List<JarFile> jars = new ArrayList<>();
    private final Predicate<String> onlyInJars;
    private final Map<String, Optional<ClassFile>> known = new HashMap<>();

    /**
     * The classes of these JARs, the first that has one winning.
     *
     * @param onlyInJars which names are not looked for elsewhere
     */
    ClassFiles(List<Path> paths, Predicate<String> onlyInJars) {
        this.onlyInJars = onlyInJars;
        for (Path path : paths) {
            jars.add(open(path));
        }
    }

    private static JarFile open(Path path) {
        try {
            return new JarFile(path.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open " + path, e);
        }
    }

    /** All classes of a JAR. */
    static List<ClassFile> in(Path path) {
        try (JarFile jar = open(path)) {
            List<ClassFile> classes = new ArrayList<>();
            for (ZipEntry entry : (Iterable<ZipEntry>) jar.stream().map(ZipEntry.class::cast)::iterator) {
                if (entry.getName().endsWith(".class") && !entry.getName().endsWith("-info.class")) {
                    classes.add(ClassFile.read(content(jar.getInputStream(entry))));
                }
            }
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path, e);
        }
    }

    /** The class of this name, {@code java/lang/Object} for instance. */
    Optional<ClassFile> find(String name) {
        return known.computeIfAbsent(name, this::load);
    }

    private Optional<ClassFile> load(String name) {
        String resource = name + ".class";
        try {
            for (JarFile jar : jars) {
                ZipEntry entry = jar.getEntry(resource);
                if (entry != null) {
                    return Optional.of(ClassFile.read(content(jar.getInputStream(entry))));
                }
            }
            InputStream elsewhere = onlyInJars.test(name) ? null : ClassLoader.getSystemResourceAsStream(resource);
            return elsewhere == null ? Optional.empty() : Optional.of(ClassFile.read(content(elsewhere)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name, e);
        }
    }

    private static byte[] content(InputStream stream) throws IOException {
        try (stream) {
            return stream.readAllBytes();
        }
    }

    /** The class and all its superclasses and interfaces that can be found, superclasses first. */
    Stream<ClassFile> withSupertypes(String name) {
        Map<String, ClassFile> found = new LinkedHashMap<>();
        Optional<ClassFile> next = find(name);
        while (next.isPresent()) {
            found.put(next.get().name(), next.get());
            String superclass = next.get().superclass();
            next = superclass == null ? Optional.empty() : find(superclass);
        }
        List.copyOf(found.values()).forEach(type -> addInterfaces(type, found));
        return found.values().stream();
    }

    private void addInterfaces(ClassFile type, Map<String, ClassFile> found) {
        for (String name : type.interfaces()) {
            Optional<ClassFile> implemented = find(name);
            if (implemented.isPresent() && found.putIfAbsent(name, implemented.get()) == null) {
                addInterfaces(implemented.get(), found);
            }
        }
    }

    /** Whether one is the other, or a subtype of it. */
    boolean isSubtype(String name, String supertype) {
        return withSupertypes(name).anyMatch(type -> type.name().equals(supertype));
    }

    @Override
    public void close() throws IOException {
        for (JarFile jar : jars) {
            jar.close();
        }
    }
}
