import { describe, expect, it } from 'vitest';
import { Board } from './board.ts';
import type { TenantEntry } from './entries.ts';

const hourMs = 3_600_000;

/** A board whose time the spec makes pass. */
function office() {
  let nowMs = 0;
  const board = new Board({ monotonicMs: () => nowMs });
  const { slotTime } = board;
  const works = (tenant: TenantEntry, running: number, queued = 1) => {
    tenant.running = running;
    tenant.queued = queued;
    slotTime.note(tenant);
  };
  const pass = (ms: number) => (nowMs += ms);
  const spent = (tenant: TenantEntry) => slotTime.spentMs(tenant);
  return { board, slotTime, works, pass, spent };
}

function weighing(tenant: TenantEntry, weight: number): TenantEntry {
  tenant.state = { status: 'active', weight, colour: 'blue', details: undefined };
  return tenant;
}

describe('time that tenants had of slots', () => {
  it('counts each slot while it is had, for the weight', () => {
    const { board, works, pass, spent } = office();
    const [light, heavy] = [board.tenant('light'), weighing(board.tenant('heavy'), 4)];
    works(light, 1);
    works(heavy, 2);
    pass(1_000);
    works(light, 3);
    pass(1_000);
    expect(spent(light)).toBe(4_000);
    expect(spent(heavy)).toBe(1_000);
  });

  it('is that of whoever had least, for one who had nothing to do meanwhile', () => {
    const { board, works, pass, spent } = office();
    const [busy, busier, late] = ['busy', 'busier', 'late'].map((id) => board.tenant(id)) as [
      TenantEntry,
      TenantEntry,
      TenantEntry,
    ];
    works(busy, 1);
    works(busier, 2);
    pass(10_000);
    works(late, 0);
    expect(spent(late)).toBe(10_000);
  });

  it('is kept by one who rests and comes back', () => {
    const { board, works, pass, spent } = office();
    const [steady, resting] = [board.tenant('steady'), board.tenant('resting')];
    works(steady, 1);
    works(resting, 3);
    pass(10_000);
    works(resting, 0, 0);
    pass(2_000);
    works(resting, 0, 1);
    expect(spent(resting)).toBe(30_000);
    expect(spent(steady)).toBe(12_000);
  });

  it('is an hour more than the least at most: nobody waits for days for what nobody else wanted', () => {
    const { board, works, pass, spent } = office();
    const [modest, greedy] = [board.tenant('modest'), board.tenant('greedy')];
    works(modest, 1);
    works(greedy, 100);
    pass(10 * hourMs);
    works(greedy, 0);
    expect(spent(greedy)).toBe(11 * hourMs);
  });

  it('knows who has something to do', () => {
    const { board, slotTime, works } = office();
    const tenant = board.tenant('one');
    works(tenant, 0, 1);
    works(tenant, 1, 0);
    expect([...slotTime.active]).toEqual([tenant]);
    works(tenant, 0, 0);
    expect([...slotTime.active]).toEqual([]);
  });
});
