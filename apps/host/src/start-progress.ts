import { NotReady } from '@mailhaul/gateway-service';
import type { Checks } from './health.ts';

type State = 'not asked yet' | 'unreachable' | 'answers';

/** What a service that starts has of all that it depends on, for /readyz. */
export class StartProgress {
  readonly #states: Map<string, State>;

  constructor(names: readonly string[]) {
    this.#states = new Map(names.map((name) => [name, 'not asked yet']));
  }

  waitsFor(name: string): void {
    this.#states.set(name, 'unreachable');
  }

  has(name: string): void {
    this.#states.set(name, 'answers');
  }

  /** Never all good: the service itself is missing until it works. */
  checks(): Checks {
    const dependencies = [...this.#states].map(([name, state]) => [name, checkOf(state)] as const);
    return { ...Object.fromEntries(dependencies), service: checkOf('starts') };
  }
}

function checkOf(state: State | 'starts'): () => Promise<unknown> {
  return () => (state === 'answers' ? Promise.resolve() : Promise.reject(new NotReady(state)));
}
