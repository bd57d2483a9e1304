import type { Client } from '@mailhaul/api-client';
import { type Operation, type OperationName, operations } from '@mailhaul/contracts';
import { type Clock, type Random, uuid4 } from '@mailhaul/kernel';
import { type Loss, lossOf } from './lost-server.ts';

/** Tries, the first included; with the waits between them about eight seconds. */
const attemptsMax = 5;
const firstWaitMs = 500;

export interface Patience {
  readonly clock: Clock;
  readonly random: Random;
  /** Called before each wait. */
  onLoss(loss: Loss, waitMs: number): void;
}

/** No answer came to something that may have been done all the same. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

/**
 * The client, asking again where no answer came: reads and keyed writes with one and the same Idempotency-Key, anything
 * else only where it never left. Throws what the last try threw, or OutcomeUnknown.
 */
export function patientClient(
  client: Client,
  patience: Patience,
): Pick<Client, 'call' | 'lines' | 'file'> {
  async function patiently<T>(name: OperationName, attempt: () => Promise<T>): Promise<T> {
    for (let attempts = 1; ; attempts += 1) {
      try {
        return await attempt();
      } catch (error) {
        const loss = lossOf(error);
        if (loss === undefined) throw error;
        const mayRepeat = isRepeatable(name) || !loss.wasSent;
        if (!mayRepeat) throw new OutcomeUnknown(loss.why, { cause: error });
        if (loss.isHopeless || attempts === attemptsMax) throw error;
        const waitMs = firstWaitMs * 2 ** (attempts - 1);
        patience.onLoss(loss, waitMs);
        await patience.clock.sleep(waitMs);
      }
    }
  }
  return {
    call(name, ...args) {
      const keyed = withKey(name, args[0] ?? {}, patience.random);
      return patiently(name, () => client.call(name, ...([keyed] as unknown as typeof args)));
    },
    async *lines(name, input) {
      let rows = client.lines(name, input);
      // Only the beginning may be asked for again: what was told is told once.
      const first = await patiently(name, () => (rows = client.lines(name, input)).next());
      if (first.done === true) return;
      yield first.value;
      yield* rows;
    },
    file: (name, input) => patiently(name, () => client.file(name, input)),
  };
}

function isRepeatable(name: OperationName): boolean {
  const { method, isKeyed }: Operation = operations[name];
  return method === 'GET' || isKeyed === true;
}

function withKey(name: OperationName, input: object, random: Random): object {
  const { isKeyed }: Operation = operations[name];
  if (isKeyed !== true || 'idempotencyKey' in input) return input;
  return { ...input, idempotencyKey: uuid4(random) };
}
