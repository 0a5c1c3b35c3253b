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

    /** A call brought a usable answer after so many nanoseconds. */
    void succeeded(LwaCall call, long nanos);

    /** A call failed after so many nanoseconds. */
    void failed(LwaException failure, long nanos);
}
