import { type CommandSpec, bad, ok } from '../server/command.ts';

const doneLineBytesMax = 1024;

/** IDLE (RFC 2177): tells changes as they happen until DONE. */
export const idleCommands: readonly CommandSpec[] = [
  {
    name: 'IDLE',
    state: 'authenticated',
    needs: 'IDLE',
    run: async (session, args) => {
      args.end();
      session.line('+ idling');
      session.output.flush();
      let isScheduled = false;
      const onChange = () => {
        if (isScheduled) return;
        isScheduled = true;
        queueMicrotask(() => {
          isScheduled = false;
          if (session.selection?.isStale === true) return;
          session.tellUpdates(true);
          session.output.flush();
        });
      };
      const folder = session.selection?.folder;
      folder?.listeners.add(onChange);
      onChange();
      try {
        const line = await session.input.line(doneLineBytesMax);
        return line.toUpperCase() === 'DONE' ? ok('Idle ended') : bad('Expected DONE');
      } finally {
        folder?.listeners.delete(onChange);
      }
    },
  },
];
