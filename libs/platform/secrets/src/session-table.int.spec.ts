import type { Session } from '@mailhaul/application';
import { describe, expect, it } from 'vitest';
import { sessionsPerOperatorMax } from './session-table.ts';
import { secretsBench } from './spec-support/secrets-bench.ts';

function session(id: string, more: Partial<Session> = {}): Session {
  return { id, operatorId: 'ann', csrf: `csrf-${id}`, createdAtMs: 1, expiresAtMs: 100, ...more };
}

describe('sessions', () => {
  it('come back as they were put, also after a new opening, until they are removed', async () => {
    const bench = secretsBench();
    const first = bench.open();
    await first.sessions.put(session('a'));
    await first.sessions.put(session('b'));
    await first.sessions.put(session('c', { operatorId: 'bob' }));
    first.close();
    const { sessions } = bench.open();
    expect(await sessions.get('a')).toEqual(session('a'));
    await sessions.remove('a');
    expect(await sessions.get('a')).toBeUndefined();
    await sessions.removeOf('ann');
    expect(await sessions.get('b')).toBeUndefined();
    expect(await sessions.get('c')).toBeDefined();
  });

  it('end when their time is over, and only then', async () => {
    const { sessions } = secretsBench().open();
    await sessions.put(session('a', { expiresAtMs: 100 }));
    await sessions.put(session('b', { expiresAtMs: 101 }));
    await sessions.removeExpired(100);
    expect(await sessions.get('a')).toBeUndefined();
    expect(await sessions.get('b')).toBeDefined();
  });

  it('are bounded for each operator: the oldest goes, another operator’s stays', async () => {
    const { sessions } = secretsBench().open();
    await sessions.put(session('bob', { operatorId: 'bob', createdAtMs: 0 }));
    for (let at = 0; at <= sessionsPerOperatorMax; at += 1) {
      await sessions.put(session(`s${at}`, { createdAtMs: at }));
    }
    expect(await sessions.get('s0')).toBeUndefined();
    expect(await sessions.get('s1')).toBeDefined();
    expect(await sessions.get('bob')).toBeDefined();
    // The clock went back: the newest sign-in is not the one that goes.
    await sessions.put(session('late', { createdAtMs: -5 }));
    expect(await sessions.get('late')).toBeDefined();
    expect(await sessions.get('s1')).toBeUndefined();
  });
});
