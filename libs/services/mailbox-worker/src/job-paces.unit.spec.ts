import { describe, expect, it } from 'vitest';
import { JobPaces, type PacedSlot } from './job-paces.ts';

class Slot implements PacedSlot {
  readonly lease: { readonly tenant: string };
  readonly jobId: string | undefined;
  readonly limit: number | undefined;
  rate: number | undefined = -1;

  constructor(jobId: string | undefined, limit: number | undefined, tenant = 'acme') {
    this.lease = { tenant };
    this.jobId = jobId;
    this.limit = limit;
  }

  limitAt(): number | undefined {
    return this.limit;
  }

  pace(rate: number | undefined): void {
    this.rate = rate;
  }
}

const ratesOf = (paces: JobPaces, ...slots: readonly Slot[]) => {
  paces.share(slots, 0);
  return slots.map(({ rate }) => rate);
};

describe('the bytes a second of a job', () => {
  it('are shared by its passes here, as long as nobody tells of others', () => {
    const paces = new JobPaces();
    expect(ratesOf(paces, new Slot('a', 900), new Slot('a', 900), new Slot('b', 100))).toEqual([
      450, 450, 100,
    ]);
  });

  it('are shared with those of other workers as last told, never by fewer than run here', () => {
    const paces = new JobPaces();
    paces.hear([{ tenant: 'acme', jobId: 'a', leases: 3 }]);
    expect(ratesOf(paces, new Slot('a', 900))).toEqual([300]);
    const four = Array.from({ length: 4 }, () => new Slot('a', 900));
    expect(ratesOf(paces, ...four)).toEqual([225, 225, 225, 225]);
  });

  it('are of a job of one tenant, and forgotten with its last pass here', () => {
    const paces = new JobPaces();
    paces.hear([{ tenant: 'other', jobId: 'a', leases: 9 }]);
    expect(ratesOf(paces, new Slot('a', 900))).toEqual([900]);
    expect(ratesOf(paces, new Slot('a', 900, 'other'))).toEqual([900]);
  });

  it('are not limited where no schedule says so', () => {
    expect(
      ratesOf(new JobPaces(), new Slot('a', undefined), new Slot(undefined, undefined)),
    ).toEqual([undefined, undefined]);
  });
});
