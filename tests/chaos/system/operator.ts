import { type Client, openSession, problemOf } from '@mailhaul/api-client';
import type { Pair } from '@mailhaul/contracts';
import { systemClock } from '@mailhaul/kernel';
import { adminPassword } from '../../support/standalone-process.ts';

/** A gateway that dies and comes back is asked again, for so long. */
const patienceMs = 180_000;
const pauseMs = 500;

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
        // A refusal is an answer; who is signed out signs in again.
        const { status = 0 } = problemOf(error) ?? {};
        const isRefused = status >= 400 && status < 500 && status !== 401;
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
