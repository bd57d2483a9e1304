import { type Pair, pairSchema, pairStatuses } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { pairStatusLooks, statusesByWeight, statusSentence } from './pair-status.ts';

const now = Date.UTC(2026, 10, 23, 12, 0, 0);
const explain = () => ({ cause: 'The server is busy.', fixedBy: 'nobody', whatToDo: '' });

function pair(changes: Partial<Pair>): Pair {
  return pairSchema.parse({
    ...{ id: crypto.randomUUID(), jobId: crypto.randomUUID(), source: 'a@old', target: 'a@new' },
    ...{ hasSourcePassword: true, hasTargetPassword: true, priority: 3, isHeld: false },
    ...{ status: 'ready', passCount: 0, generation: 1, updatedAt: now, revision: 1 },
    ...{ migrated: 0, excluded: 0, failed: 0, gone: 0, collapsed: 0, pending: 0, total: 0 },
    ...{ bytesMigrated: 0, investigate: 0, surplusReported: 0, parkedFolders: 0 },
    ...changes,
  });
}

const say = (changes: Partial<Pair>) => statusSentence(pair(changes), { now, explain });

describe('statuses', () => {
  it('stand in the table, each once', () => {
    expect([...statusesByWeight].sort()).toEqual([...pairStatuses].sort());
  });

  it('are red only where a person must act', () => {
    const red = statusesByWeight.filter((status) => pairStatusLooks[status].colour === 'red');
    expect(red).toEqual(['needs-you']);
  });

  it('say why they wait and until when', () => {
    expect(say({ status: 'waiting', reason: 'server-busy', until: now })).toMatch(
      /^The server is busy, next try \d\d:\d\d$/,
    );
    expect(say({ status: 'waiting', reason: 'server-busy' })).toBe('The server is busy');
  });

  it('give rate and end only when they are known', () => {
    expect(say({ status: 'running' })).toBe('Looks at what there is to copy');
    expect(say({ status: 'running', bytesPerSecond: 1_000_000 })).toBe('1.0 MB/s');
    const known = { bytesPerSecond: 1_000_000, bytesTotal: 3_600_000_000 };
    expect(say({ status: 'running', ...known })).toMatch(/^1\.0 MB\/s, done \d\d:\d\d–\d\d:\d\d$/);
  });

  it('say what became of it', () => {
    expect(say({ status: 'completed', grade: 'perfect' })).toBe('Verified: Perfect');
    expect(say({ status: 'completed-with-failures', failed: 12 })).toBe('12 items failed');
    expect(say({ status: 'completed-with-failures', investigate: 1 })).toBe('1 finding to look at');
  });
});
