import { assert } from '@mailhaul/kernel';
import type { HookAnswer, ImapBehaviour } from '@mailhaul/mail-servers';

/** Holds APPENDs that are here whole and not stored yet, so that a spec acts while they wait, however quick the rest is. */
export interface AppendGate {
  readonly behaviour: ImapBehaviour;
  /** Closes it behind the next `count` APPENDs. It is open at first. */
  closeBehind(count: number): void;
  /** Resolves when one waits at the closed gate. */
  held(): Promise<void>;
  /** Stores `count` of those that wait, although their client may be gone; the others never were. It stays closed. */
  storeAndDrop(count: number): void;
  /** Stores all that wait, and lets through all that come. */
  open(): void;
}

export function appendGate(): AppendGate {
  let passes = Number.POSITIVE_INFINITY;
  let waiting: ((answer: HookAnswer | undefined) => void)[] = [];
  let onHeld: (() => void)[] = [];
  const takeWaiting = () => {
    const taken = waiting;
    waiting = [];
    return taken;
  };
  return {
    behaviour: {
      beforeCommit: () => {
        if (passes > 0) {
          passes -= 1;
          return undefined;
        }
        return new Promise((resolve) => {
          waiting.push(resolve);
          for (const tell of onHeld) tell();
          onHeld = [];
        });
      },
    },
    closeBehind(count) {
      passes = count;
    },
    held: () =>
      waiting.length > 0 ? Promise.resolve() : new Promise((resolve) => onHeld.push(resolve)),
    storeAndDrop(count) {
      const taken = takeWaiting();
      assert(taken.length >= count, 'fewer wait than are to be stored');
      for (const [index, go] of taken.entries()) go(index < count ? undefined : { close: 'reset' });
    },
    open() {
      passes = Number.POSITIVE_INFINITY;
      for (const go of takeWaiting()) go(undefined);
    },
  };
}
