import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import type { Renderer } from '../render/renderer.ts';
import type { listenForStop } from '../stop-signals.ts';

/** What the first and the second signal say and do. */
export function stopWords(renderer: Renderer, io: Io): Parameters<typeof listenForStop>[0] {
  return {
    nowMs: () => io.clock.monotonicMs(),
    first() {
      const message =
        'stopping: the batches under way are finished first; the same command resumes. Once more stops at once.';
      renderer.show({ event: 'notice', level: 'info', message });
    },
    second() {
      const message = 'stopped at once; the same command resumes, nothing is lost or copied twice';
      renderer.show({ event: 'notice', level: 'warning', message });
      renderer.show({ event: 'run-finished', exitCode: exitCodes.interrupted, resumable: true });
      renderer.close();
      process.exit(exitCodes.interrupted);
    },
  };
}
