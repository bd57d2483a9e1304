import {
  type Client,
  openSession,
  problemOf,
  unexpectedCode,
  unreachableCode,
} from '@mailhaul/api-client';
import type { Pair } from '@mailhaul/contracts';
import { systemClock } from '@mailhaul/kernel';
import { adminPassword } from '../../support/standalone-process.ts';

/** A gateway that dies and comes back is asked again, for so long. */
const patienceMs = 180_000;
const pauseMs = 500;
/** Signed out; not in a read store that is being made again; asked too often. */
const passing: ReadonlySet<number> = new Set([401, 404, 429]);

/** The person at the console: asks until somebody answers. */
export class Operator {
  readonly #baseUrl: string;
  #client: Client | undefined;

  constructor(port: number) {
    this.#baseUrl = `http://127.0.0.1:${port}`;
  }

  async ask<T>(question: (client: Client) => Promise<T>): Promise<T> {
    const endMs = systemClock.monotonicMs() + patienceMs;
    for (;;) {
      try {
        const login = { baseUrl: this.#baseUrl, login: 'admin', password: adminPassword };
        this.#client ??= await openSession(login);
        return await question(this.#client);
      } catch (error) {
        // A refusal in words of its own is an answer; who is signed out signs in again.
        const { status = 0, code = unexpectedCode } = problemOf(error) ?? {};
        const isOwn = code !== unexpectedCode && code !== unreachableCode;
        const isRefused = isOwn && status >= 400 && status < 500 && !passing.has(status);
        if (isRefused || systemClock.monotonicMs() > endMs) throw error;
        this.#client = undefined;
        await systemClock.sleep(pauseMs);
      }
    }
  }

  async pairs(path: { tenant: string; job: string }): Promise<readonly Pair[]> {
    const { rows } = await this.ask((client) => client.call('listPairs', { path, query: {} }));
    return rows;
  }
}
