import type { ImapBehaviour } from '../server/behaviour.ts';

/** APPEND's messages are stored this long after its last byte came; the command commits even if the client is gone by then. */
export function delayCommit(ms: number): ImapBehaviour {
  return {
    beforeCommit: async ({ clock }) => {
      await clock.sleep(ms);
      return undefined;
    },
  };
}

/** Commands of that name (all where none is given) are answered this much later, their effect done at once. */
export function delayAnswer(ms: number, command?: string): ImapBehaviour {
  return {
    beforeAnswer: async ({ clock, name }) => {
      if (command === undefined || name === command) await clock.sleep(ms);
      return undefined;
    },
  };
}
