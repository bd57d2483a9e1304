import type { CommandQueue } from './command-queue.ts';
import type { IncomingLine } from './incoming-line.ts';
import type { WriteTurn } from './write-turn.ts';

/** See WriteTurn.compress. `onAgreed` runs before anything behind the answer is read. */
export async function askToCompress(
  turn: WriteTurn,
  queue: CommandQueue,
  { incoming, onAgreed }: { incoming: IncomingLine; onAgreed: () => void },
): Promise<boolean> {
  await queue.emptied();
  const pending = turn.begin({
    name: 'COMPRESS',
    onAnswer: ({ status }) => {
      if (status === 'OK') onAgreed();
    },
  });
  incoming.isReadByLine = true;
  turn.write(`${pending.tag} COMPRESS DEFLATE\r\n`);
  try {
    return (await pending.answer).status === 'OK';
  } finally {
    incoming.isReadByLine = false;
  }
}
