import type { Connection, Job } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { firstSteps } from './first-steps.ts';

const connection = {} as Connection;
const job = (changes: Partial<Job>) => ({ id: 'j', pairs: 0, run: 0, ...changes }) as Job;

const done = (jobs: readonly Job[], connections: number) =>
  firstSteps('/t/acme', { jobs, connections: Array<Connection>(connections).fill(connection) }).map(
    ({ isDone }) => isDone,
  );

describe('how to start', () => {
  it.each([
    [[], 0, [false, false, false, false]],
    [[], 1, [true, false, false, false]],
    [[job({})], 2, [true, true, false, false]],
    [[job({ pairs: 1 })], 2, [true, true, true, false]],
    [[job({ pairs: 1, run: 1 })], 2, [true, true, true, true]],
  ] as const)('%j and %s connections: %j', (jobs, connections, steps) => {
    expect(done(jobs, connections)).toEqual(steps);
  });

  it('leads on with the job that is there', () => {
    const hrefs = (jobs: readonly Job[]) =>
      firstSteps('/t/acme', { jobs, connections: [] }).map(({ href }) => href);
    expect(hrefs([])[2]).toBe('/t/acme/jobs/new');
    expect(hrefs([job({})])[2]).toBe('/t/acme/jobs/j/import');
    expect(hrefs([job({}), job({ id: 'k', pairs: 2 })])[3]).toBe('/t/acme/jobs/k');
  });
});
