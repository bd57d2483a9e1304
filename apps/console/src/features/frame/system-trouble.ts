import * as z from 'zod';

/** What `/readyz` answers, ready or not. */
export const readinessSchema = z.object({
  status: z.enum(['ready', 'not ready']),
  dependencies: z.record(z.string(), z.string()),
});

export type Readiness = z.infer<typeof readinessSchema>;

/** What goes well says one of these. */
const goodWords: ReadonlySet<string> = new Set([
  ...['answers', 'current', 'has room', 'empty', 'being made from the log'],
]);

/** Why nothing goes on, and what now; undefined: nothing holds the system up. */
export function troubleOf({ status, dependencies }: Readiness): string | undefined {
  if (status === 'ready') return undefined;
  const { disk = 'has room' } = dependencies;
  if (disk.startsWith('nearly full')) {
    const free = disk.replace(/^nearly full: /, '').replace(/ are free$/, '');
    return `The disk of Mailhaul is nearly full: ${free} are free. Make room: on a full disk migrations wait.`;
  }
  if (!goodWords.has(disk)) {
    return `The disk of Mailhaul is ${disk}. Migrations wait, nothing is lost; they go on by themselves once there is room.`;
  }
  const absent = Object.entries(dependencies)
    .filter(([, word]) => !goodWords.has(word))
    .map(([name, word]) => `${name} (${word})`);
  const who = absent.length === 0 ? 'something that it needs' : absent.join(', ');
  return `Mailhaul waits for: ${who}. Migrations go on by themselves when that is back; what is shown may be old.`;
}
