import type { ConnectionTestStep } from '@mailhaul/contracts';

/** How the test of a saved connection stands that nobody looks at; one that passed leaves nothing. */
export type BackgroundTest =
  | { readonly kind: 'running' }
  | { readonly kind: 'failed'; readonly step: ConnectionTestStep }
  | { readonly kind: 'broken-off'; readonly error: unknown };

interface TestToRun {
  readonly connection: string;
  readonly steps: AsyncIterable<ConnectionTestStep>;
}

/** Tests that go on while pages change, one of a connection; a later one takes the place of the one before. */
export class BackgroundTests {
  #tests: ReadonlyMap<string, BackgroundTest> = new Map();
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** By connection; another map after each change. */
  readonly all = (): ReadonlyMap<string, BackgroundTest> => this.#tests;

  /** Resolves at the end, with how it ended; undefined: it passed, or is no longer the last one. */
  async run({ connection, steps }: TestToRun): Promise<BackgroundTest | undefined> {
    const running: BackgroundTest = { kind: 'running' };
    this.#set(connection, running);
    const end = await endOf(steps);
    if (this.#tests.get(connection) !== running) return undefined;
    this.#set(connection, end);
    return end;
  }

  /** A test that is looked at begins, or what failed was read. */
  forget(connection: string): void {
    if (this.#tests.has(connection)) this.#set(connection, undefined);
  }

  #set(connection: string, test: BackgroundTest | undefined): void {
    const next = new Map(this.#tests);
    if (test === undefined) next.delete(connection);
    else next.set(connection, test);
    this.#tests = next;
    for (const listener of this.#listeners) listener();
  }
}

async function endOf(
  steps: AsyncIterable<ConnectionTestStep>,
): Promise<BackgroundTest | undefined> {
  try {
    let failed: ConnectionTestStep | undefined;
    for await (const step of steps) if (step.state === 'failed') failed ??= step;
    return failed === undefined ? undefined : { kind: 'failed', step: failed };
  } catch (error) {
    return { kind: 'broken-off', error };
  }
}
