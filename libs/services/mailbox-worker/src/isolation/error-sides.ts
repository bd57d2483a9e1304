import type { EarlyConnector } from '@mailhaul/connector-registry';
import type { PassFailure } from './pass-assignment.ts';
import { failureOf } from './pass-failure.ts';

type Side = NonNullable<PassFailure['side']>;

/** An error may be the cause of the one that ended the pass. */
const causesMax = 5;
/** Nothing but a target has to have room. */
const targetCodes: ReadonlySet<string> = new Set(['quota-exceeded']);

/** Which side's connection an error came from: a connector does not know which of the two it is. */
export class ErrorSides {
  readonly #sides = new WeakMap<object, Side>();

  /** Runs what belongs to one side alone. */
  within<T>(side: Side, act: () => T): T {
    try {
      return act();
    } catch (error) {
      this.#note(error, side);
      throw error;
    }
  }

  /** The connector, with the errors of its openings noted. */
  noting(side: Side, connector: EarlyConnector): EarlyConnector {
    return {
      ...connector,
      open: async (context) => {
        try {
          return await connector.open(context);
        } catch (error) {
          this.#note(error, side);
          throw error;
        }
      },
    };
  }

  /** What ended a pass, as plain data. */
  failureOf(error: unknown): PassFailure {
    const failure = failureOf(error);
    const side = targetCodes.has(failure.code) ? 'target' : this.#sideOf(error);
    return side === undefined ? failure : { ...failure, side };
  }

  #note(error: unknown, side: Side): void {
    if (typeof error === 'object' && error !== null) this.#sides.set(error, side);
  }

  #sideOf(error: unknown): Side | undefined {
    let one = error;
    for (let depth = 0; depth < causesMax && typeof one === 'object' && one !== null; depth += 1) {
      const side = this.#sides.get(one);
      if (side !== undefined) return side;
      one = one instanceof Error ? one.cause : undefined;
    }
    return undefined;
  }
}
