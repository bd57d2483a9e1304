import { type Pair, pairStatuses } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { pairOf } from '../spec-support/pair-of.ts';
import { pairStatusLooks, statusesByWeight, statusSentence } from './pair-status.ts';

const now = Date.UTC(2026, 10, 23, 12, 0, 0);
const explain = () => ({ cause: 'The server is busy.', fixedBy: 'nobody', whatToDo: '' });

const say = (changes: Partial<Pair>) => statusSentence(pairOf(changes), { now, explain });

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

  it('say which in line they are', () => {
    expect(say({ status: 'queued', placeInLine: 3 })).toBe('3rd in line');
    expect(say({ status: 'queued' })).toBe('Waits for its turn, behind a hundred others');
  });

  it('give rate and end only when they are known', () => {
    const begun = { status: 'running', total: 9, pending: 5 } as const;
    expect(say({ status: 'running' })).toBe('Looks at what there is to copy');
    expect(say(begun)).toBe('Copying');
    expect(say({ ...begun, bytesPerSecond: 1_000_000 })).toBe('1.0 MB/s');
    const known = { bytesPerSecond: 1_000_000, bytesTotal: 3_600_000_000, updatedAt: now };
    expect(say({ ...begun, ...known })).toMatch(/^1\.0 MB\/s, done \d\d:\d\d–\d\d:\d\d$/);
    expect(say({ ...begun, pending: 0 })).toBe('All is through, about to end');
  });

  it('say what became of it', () => {
    expect(say({ status: 'completed', grade: 'perfect' })).toBe('Verified: Perfect');
    const unverified = { code: 'server-busy' };
    expect(say({ status: 'completed', unverified })).toBe('Not verified: The server is busy');
    expect(say({ status: 'completed-with-failures', failed: 12 })).toBe('12 items failed');
    expect(say({ status: 'completed-with-failures', investigate: 1 })).toBe('1 finding to look at');
  });
});
