import { systemClock } from '@mailhaul/kernel';
import { describe, expect, it } from 'vitest';
import type { PaceBudgets, SideAssignment } from './pass-assignment.ts';
import { SharedPace } from './shared-pace.ts';

function sideOf(connectionId: string, budgets: PaceBudgets = {}): SideAssignment {
  return { connection: 'imap://new.example', connectionId, budgets };
}

describe('the governors of a thread', () => {
  const bytesPerSecond = 1_000;

  it('are one for all passes over a connection with budgets, and one for all those without', () => {
    const pace = new SharedPace(systemClock);
    const [a, b] = [1, 2].map(() => pace.take('acme', sideOf('new', { bytesPerSecond })));
    expect(a?.governors).toBe(b?.governors);
    expect(pace.take('acme', sideOf('old', { bytesPerSecond })).governors).not.toBe(a?.governors);
    expect(pace.take('other', sideOf('new', { bytesPerSecond })).governors).not.toBe(a?.governors);
    const free = pace.take('acme', sideOf('free')).governors;
    expect(pace.take('acme', sideOf('also free')).governors).toBe(free);
  });

  it('keep to the sum of the parts of those passes, as they come, change and go', () => {
    const pace = new SharedPace(systemClock);
    const a = pace.take('acme', sideOf('new', { bytesPerSecond, operationsPerSecond: 8 }));
    expect(a.governors.budgets).toEqual({ bytesPerSecond, operationsPerSecond: 8 });
    a.set({ bytesPerSecond: 500, operationsPerSecond: 4 });
    const b = pace.take('acme', sideOf('new', { bytesPerSecond }));
    b.set({ bytesPerSecond: 250 });
    expect(a.governors.budgets).toEqual({ bytesPerSecond: 750, operationsPerSecond: 4 });
    a.leave();
    expect(b.governors.budgets).toEqual({ bytesPerSecond: 250 });
  });
});
