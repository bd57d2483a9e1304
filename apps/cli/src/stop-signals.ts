/** SIGINT, SIGTERM and SIGHUP, counted: the first asks for an end in good order, the second ends now. */
export interface StopSignals {
  /** Aborted by the first. */
  readonly stop: AbortSignal;
  release(): void;
}

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** A terminal and a parent process may both pass on one and the same key press. */
export const sameSignalMs = 50;

export function listenForStop(on: { first(): void; second(): void; nowMs(): number }): StopSignals {
  const controller = new AbortController();
  let firstAtMs: number | undefined;
  const listener = () => {
    const nowMs = on.nowMs();
    if (firstAtMs === undefined) {
      firstAtMs = nowMs;
      on.first();
      controller.abort(new Error('stopped by the operator'));
    } else if (nowMs - firstAtMs >= sameSignalMs) on.second();
  };
  for (const name of names) process.on(name, listener);
  return {
    stop: controller.signal,
    release() {
      for (const name of names) process.off(name, listener);
    },
  };
}
