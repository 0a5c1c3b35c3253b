package io.github.keycloakamazon.lwa;

/** Is told of every call to Amazon once it has ended. */
public interface CallObserver {
    /** Takes no notice. */
    CallObserver NONE = new CallObserver() {
        @Override
        public void succeeded(LwaCall call, long nanos) {}

        @Override
        public void failed(LwaException failure, long nanos) {}
    };

    /**
     * A call brought a usable answer.
     *
     * @param call which
     * @param nanos how long it took, in nanoseconds
     */
    void succeeded(LwaCall call, long nanos);

    /**
     * A call failed.
     *
     * @param failure which, and why
     * @param nanos how long it took, in nanoseconds
     */
    void failed(LwaException failure, long nanos);
}
