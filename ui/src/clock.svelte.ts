// The time of day for ages that go on counting. It stands still while nobody looks.

class Clock {
  now = $state(Date.now());

  /** Ticks each second while the page is seen; the returned function ends that. */
  start(): () => void {
    const tick = () => {
      if (!document.hidden) this.now = Date.now();
    };
    const timer = setInterval(tick, 1000);
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }
}

export const clock = new Clock();
