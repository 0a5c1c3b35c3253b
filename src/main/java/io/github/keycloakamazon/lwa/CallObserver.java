package io.github.keycloakamazon.lwa;

/** Observes the calls to Amazon: is notified of each when it has ended. */
public interface CallObserver {
    /** Does nothing. */
    CallObserver NONE = new CallObserver() {
        @Override
        public void succeeded(LwaCall call, long nanos) {}

        @Override
        public void failed(LwaException failure, long nanos) {}
    };

    /**
     * Combines two observers.
     *
     * @param other the observer that is notified second
     * @return an observer that notifies both
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
     * A call succeeded with a response that can be used.
     *
     * @param call the call
     * @param nanos how long it took, in nanoseconds
     */
    void succeeded(LwaCall call, long nanos);

    /**
     * A call failed.
     *
     * @param failure the call, and why it failed
     * @param nanos how long it took, in nanoseconds
     */
    void failed(LwaException failure, long nanos);
}
