package io.github.keycloakamazon.compatibility;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Collects what one class refers to: in its code, in what it extends, and in the signatures that reflection resolves. */
final class References extends ClassVisitor {
    private static final String LAMBDA_FACTORY = "java/lang/invoke/LambdaMetafactory";

    private final Set<Reference> found = new LinkedHashSet<>();

    private References() {
        super(ClassFile.ASM);
    }

    static Set<Reference> of(ClassFile type) {
        References references = new References();
        type.supertypes().map(Reference::type).forEach(references.found::add);
        type.content().accept(references, ClassReader.SKIP_DEBUG);
        return references.found;
    }

    @Override
    public @Nullable FieldVisitor visitField(
            int access, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
        addType(Type.getType(descriptor));
        return null;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        addType(Type.getMethodType(descriptor));
        return new Code();
    }

    private void addType(Type type) {
        switch (type.getSort()) {
            case Type.OBJECT -> found.add(Reference.type(type.getInternalName()));
            case Type.ARRAY -> addType(type.getElementType());
            case Type.METHOD -> {
                addType(type.getReturnType());
                Stream.of(type.getArgumentTypes()).forEach(this::addType);
            }
            default -> {
                // A primitive type is always there.
            }
        }
    }

    private void addHandle(Handle handle) {
        int tag = handle.getTag();
        found.add(
                tag <= Opcodes.H_PUTSTATIC
                        ? Reference.field(
                                handle.getOwner(),
                                handle.getName(),
                                handle.getDesc(),
                                tag == Opcodes.H_GETSTATIC || tag == Opcodes.H_PUTSTATIC)
                        : Reference.method(
                                handle.getOwner(),
                                handle.getName(),
                                handle.getDesc(),
                                handle.isInterface(),
                                tag == Opcodes.H_INVOKESTATIC));
    }

    private void addConstant(Object constant) {
        if (constant instanceof Type type) {
            addType(type);
        } else if (constant instanceof Handle handle) {
            addHandle(handle);
        }
    }

    private final class Code extends MethodVisitor {
        private Code() {
            super(ClassFile.ASM);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean ofInterface) {
            if (owner.startsWith("[")) {
                return;
            }
            found.add(Reference.method(owner, name, descriptor, ofInterface, opcode == Opcodes.INVOKESTATIC));
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            boolean isStatic = opcode == Opcodes.GETSTATIC || opcode == Opcodes.PUTSTATIC;
            found.add(Reference.field(owner, name, descriptor, isStatic));
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            addType(Type.getObjectType(type));
        }

        @Override
        public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
            addType(Type.getType(descriptor));
        }

        @Override
        public void visitLdcInsn(Object value) {
            addConstant(value);
        }

        @Override
        public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
            if (type != null) {
                found.add(Reference.type(type));
            }
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            addHandle(bootstrap);
            for (Object argument : arguments) {
                addConstant(argument);
            }
            if (bootstrap.getOwner().equals(LAMBDA_FACTORY) && arguments[0] instanceof Type method) {
                String lambda = Type.getReturnType(descriptor).getInternalName();
                found.add(Reference.lambda(lambda, name, method.getDescriptor()));
            }
        }
    }
}
