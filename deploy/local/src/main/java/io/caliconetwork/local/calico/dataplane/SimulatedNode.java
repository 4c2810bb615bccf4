package io.caliconetwork.local.calico.dataplane;

/** A machine with what runs on it. */
final class SimulatedNode {
  private final NodeSpec spec;
  private final Kernel kernel;
  private final Felix felix;
  private final Bird bird;
  private NodeEnv env = NodeEnv.backend("bird");
  private boolean running;

  SimulatedNode(NodeSpec spec, Datastore store, EventQueue events, Timings timings) {
    this.spec = spec;
    this.kernel = new Kernel();
    this.felix = new Felix(spec, store, kernel, events, timings);
    this.bird = new Bird(spec, store, kernel, events, timings);
  }

  NodeSpec spec() {
    return spec;
  }

  Kernel kernel() {
    return kernel;
  }

  Felix felix() {
    return felix;
  }

  Bird bird() {
    return bird;
  }

  /** The environment of the last start. */
  NodeEnv env() {
    return env;
  }

  void start(NodeEnv environment) {
    if (running) {
      stop(StopSignal.KILL);
    }
    env = environment;
    running = true;
    felix.start(env);
    if (env.runsBird()) {
      bird.start();
    }
  }

  void stop(StopSignal signal) {
    running = false;
    felix.stop();
    bird.stop(signal);
  }

  void notice() {
    felix.notice();
    bird.notice();
  }
}
