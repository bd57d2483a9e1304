import type { ConnectionTestStep } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { BackgroundTests } from './background-tests.ts';

const step = (name: string, state: ConnectionTestStep['state']): ConnectionTestStep => ({
  ...{ step: name, label: name, state, details: [] },
});

async function* told(...steps: readonly ConnectionTestStep[]) {
  for (const one of steps) yield await Promise.resolve(one);
}

describe('tests in the background', () => {
  it('are there while they run, and leave nothing when they pass', async () => {
    const tests = new BackgroundTests();
    const seen: (string | undefined)[] = [];
    tests.subscribe(() => seen.push(tests.all().get('c1')?.kind));
    const steps = told(step('tls', 'running'), step('tls', 'warning'));
    expect(await tests.run({ connection: 'c1', steps })).toBeUndefined();
    expect(seen).toEqual(['running', undefined]);
  });

  it('keep the step that failed until it was read', async () => {
    const tests = new BackgroundTests();
    const failed = step('sign-in', 'failed');
    const steps = told(step('tls', 'passed'), failed);
    const end = await tests.run({ connection: 'c1', steps });
    expect(end).toEqual({ kind: 'failed', step: failed });
    expect(tests.all().get('c1')).toEqual(end);
    tests.forget('c1');
    expect(tests.all().size).toBe(0);
  });

  it('tell that no answer came', async () => {
    const tests = new BackgroundTests();
    const error = new Error('down');
    // eslint-disable-next-line require-yield -- it ends before anything is told
    const steps = (async function* (): AsyncGenerator<ConnectionTestStep> {
      await Promise.reject(error);
    })();
    expect(await tests.run({ connection: 'c1', steps })).toEqual({ kind: 'broken-off', error });
  });

  it('listen to the last one of a connection only', async () => {
    const tests = new BackgroundTests();
    const first = tests.run({ connection: 'c1', steps: told(step('tls', 'failed')) });
    const second = tests.run({ connection: 'c1', steps: told(step('tls', 'passed')) });
    expect(await first).toBeUndefined();
    expect(await second).toBeUndefined();
    expect(tests.all().size).toBe(0);
  });
});
