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
     * Lets another observer know too.
     *
     * @param other the other one, which is told second
     * @return both
     */
    default CallObserver and(CallObserver other) {
        CallObserver first = this;
        return new CallObserver() {
            @Override
            public void succeeded(LwaCall call, long nanos) {
                first.succeeded(call, nanos);
                other.succeeded(call, nanos);
            }

            @Override
            public void failed(LwaException failure, long nanos) {
                first.failed(failure, nanos);
                other.failed(failure, nanos);
            }
        };
    }

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
