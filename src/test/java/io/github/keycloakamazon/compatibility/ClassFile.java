package io.github.keycloakamazon.compatibility;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What a compiled class declares, names as in class files: {@code java/lang/Object}.
 *
 * @param members the access flags of its methods, by name and descriptor as in {@code length()I}, and of its fields, as in
 *     {@code length:I}
 */
record ClassFile(
        String name,
        int access,
        @Nullable String superclass,
        List<String> interfaces,
        Map<String, Integer> members,
        ClassReader content) {

    /** The version of ASM's visitors used here. */
    static final int ASM = Opcodes.ASM9;

    static ClassFile read(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        Map<String, Integer> members = new HashMap<>();
        reader.accept(
                new ClassVisitor(ASM) {
                    @Override
                    public @Nullable MethodVisitor visitMethod(
                            int access,
                            String name,
                            String descriptor,
                            @Nullable String signature,
                            String @Nullable [] exceptions) {
                        members.put(name + descriptor, access);
                        return null;
                    }

                    @Override
                    public @Nullable FieldVisitor visitField(
                            int access,
                            String name,
                            String descriptor,
                            @Nullable String signature,
                            @Nullable Object value) {
                        members.put(name + ":" + descriptor, access);
                        return null;
                    }
                },
                ClassReader.SKIP_CODE);
        return new ClassFile(
                reader.getClassName(),
                reader.getAccess(),
                reader.getSuperName(),
                List.of(reader.getInterfaces()),
                members,
                reader);
    }

    boolean isInterface() {
        return is(access, Opcodes.ACC_INTERFACE);
    }

    boolean isAbstract() {
        return is(access, Opcodes.ACC_ABSTRACT);
    }

    /** Superclass and interfaces. */
    Stream<String> supertypes() {
        List<String> supertypes = new ArrayList<>(interfaces);
        if (superclass != null) {
            supertypes.add(0, superclass);
        }
        return supertypes.stream();
    }

    /** The methods alone. */
    Stream<String> methods() {
        return members.keySet().stream().filter(member -> member.indexOf('(') >= 0);
    }

    /** Whether an instance of a subclass could override the method. */
    boolean isOverridable(String method) {
        int flags = members.get(method);
        return !is(flags, Opcodes.ACC_STATIC) && !is(flags, Opcodes.ACC_PRIVATE) && !method.startsWith("<");
    }

    static boolean is(int flags, int flag) {
        return (flags & flag) != 0;
    }
}
