package io.github.keycloakamazon.benchmark;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import jdk.management.jfr.FlightRecorderMXBean;

/** Reads what a running server has used up, from the server's own Java machine. */
final class ServerGauge implements AutoCloseable {
    private final long pid;
    private final JMXConnector connector;
    private final OperatingSystemMXBean system;
    private final ThreadMXBean threads;
    private final MemoryMXBean memory;
    private final FlightRecorderMXBean recorder;
    private final Map<Long, Long> allocatedByThread = new HashMap<>();
    private long allocated;

    private ServerGauge(long pid, JMXConnector connector) throws IOException {
        this.pid = pid;
        this.connector = connector;
        MBeanServerConnection server = connector.getMBeanServerConnection();
        system = bean(server, ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME, OperatingSystemMXBean.class);
        threads = bean(server, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
        memory = bean(server, ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
        recorder = bean(server, FlightRecorderMXBean.MXBEAN_NAME, FlightRecorderMXBean.class);
    }

    @SuppressWarnings("BanJNDI") // The address is what a process of our own told us.
    static ServerGauge of(long pid) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                return new ServerGauge(
                        pid, JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent())));
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException(e);
        }
    }

    private static <T> T bean(MBeanServerConnection server, String name, Class<T> type) throws IOException {
        return ManagementFactory.newPlatformMXBeanProxy(server, name, type);
    }

    /** Processor time of the whole process since its start, in nanoseconds. */
    long cpuNanos() {
        return system.getProcessCpuTime();
    }

    /** Bytes allocated since the first call, by all threads that were alive at one of the calls. */
    long allocatedBytes() {
        long[] ids = threads.getAllThreadIds();
        long[] bytes = threads.getThreadAllocatedBytes(ids);
        for (int i = 0; i < ids.length; i++) {
            long before = allocatedByThread.getOrDefault(ids[i], 0L);
            if (bytes[i] > before) {
                allocated += bytes[i] - before;
                allocatedByThread.put(ids[i], bytes[i]);
            }
        }
        return allocated;
    }

    /** Processor time of each Java thread since its start, in nanoseconds, summed up by the thread's name without numbers. */
    Map<String, Long> cpuNanosByThread() {
        long[] ids = threads.getAllThreadIds();
        ThreadInfo[] infos = threads.getThreadInfo(ids);
        long[] nanos = threads.getThreadCpuTime(ids);
        Map<String, Long> byName = new TreeMap<>();
        for (int i = 0; i < ids.length; i++) {
            if (infos[i] != null && nanos[i] > 0) {
                byName.merge(infos[i].getThreadName().replaceAll("[-\\d]+$", ""), nanos[i], Long::sum);
            }
        }
        return byName;
    }

    /** How often a thread of the process had to wait since its start, by all threads that are alive. */
    long waits() throws IOException {
        long waits = 0;
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path task : tasks.toList()) {
                for (String line : Files.readAllLines(task.resolve("status"))) {
                    if (line.startsWith("voluntary_ctxt_switches:")) {
                        waits += Long.parseLong(line.replaceAll("\\D", ""));
                    }
                }
            }
        }
        return waits;
    }

    /** Heap in use after a full collection, in bytes. */
    long heapBytes() {
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    int threadCount() {
        return threads.getThreadCount();
    }

    /** Has Java Flight Recorder sample the server while some work is done. */
    void record(Path recording, OwnShare.Work work) throws Exception {
        long id = recorder.newRecording();
        recorder.setPredefinedConfiguration(id, "profile");
        recorder.startRecording(id);
        try {
            work.run();
        } finally {
            recorder.stopRecording(id);
            recorder.copyTo(id, recording.toString());
            recorder.closeRecording(id);
        }
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
