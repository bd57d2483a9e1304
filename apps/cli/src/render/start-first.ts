import type { Renderer } from './renderer.ts';
import type { RunEvent } from './run-events.schema.ts';

/** Events of mailboxes that one run may have before it has started: a few waits of early connections. */
const heldMax = 100;

/** Holds back what is told of a mailbox until `run-started` has been shown, for that comes first. */
export function startFirst(renderer: Renderer): Renderer {
  let held: RunEvent[] | undefined = [];
  return {
    show(event) {
      if (held !== undefined && 'mailbox' in event) {
        if (held.length < heldMax) held.push(event);
        return;
      }
      renderer.show(event);
      if (event.event !== 'run-started') return;
      const before = held ?? [];
      held = undefined;
      for (const earlier of before) renderer.show(earlier);
    },
    close: () => renderer.close(),
  };
}
