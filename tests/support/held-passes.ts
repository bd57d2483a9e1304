import { type Client, problemOf } from '@mailhaul/api-client';
import type { Connection, Pair } from '@mailhaul/contracts';
import { type ImapServer, startImapServer } from '@mailhaul/mail-servers';
import { expect } from 'vitest';
import {
  defineConnection,
  endStatuses,
  importRows,
  type JobPath,
  loopbackSettings,
  makeJob,
  order,
  pairsOf,
} from './api-steps.ts';
import { latch } from './moments.ts';
import { mails } from './numbered-mail.ts';

export const letterCount = 5;
const password = 'secret';
const usersMax = 60;

/** A pass that stands at the target's door until it is let in. */
export interface HeldPass {
  readonly path: JobPath;
  readonly user: string;
  readonly source: Connection;
  readonly target: Connection;
  pair(): Promise<Pair>;
}

/** Two servers of ours whose mailboxes hold a few letters each; the target takes none while its door is shut. */
export class HeldPasses {
  readonly #client: Client;
  readonly #tenant: string;
  readonly source: ImapServer;
  readonly target: ImapServer;
  readonly #door: { gate: ReturnType<typeof latch> };
  #count = 0;

  private constructor(
    wiring: Pick<HeldPasses, 'source' | 'target'> & { client: Client; tenant: string },
    door: { gate: ReturnType<typeof latch> },
  ) {
    this.source = wiring.source;
    this.target = wiring.target;
    this.#client = wiring.client;
    this.#tenant = wiring.tenant;
    this.#door = door;
  }

  static async start(client: Client, tenant: string): Promise<HeldPasses> {
    const users = Array.from({ length: usersMax }, (_, n) => `u${n}@example.com`);
    const folders = [{ path: ['INBOX'], messages: mails(1, letterCount) }];
    const source = await startImapServer({
      mailboxes: users.map((user) => ({ user, password, folders })),
    });
    const door = { gate: latch() };
    door.gate.open();
    const target = await startImapServer({
      firstUidValidity: 77_000,
      mailboxes: users.map((user) => ({ user, password })),
      behaviours: [
        {
          beforeCommit: async ({ name }) => {
            if (name === 'APPEND') await door.gate.opened;
            return undefined;
          },
        },
      ],
    });
    return new HeldPasses({ source, target, client, tenant }, door);
  }

  async stop(): Promise<void> {
    this.open();
    await Promise.all([this.source.stop(), this.target.stop()]);
  }

  open(): void {
    this.#door.gate.open();
  }

  /** A job of one mailbox, or of more, whose first pass is at the door; the others wait for its end. */
  async begin(mailboxCount = 1): Promise<HeldPass> {
    this.#door.gate = latch();
    const held = await this.queue(mailboxCount);
    await expect.poll(async () => (await held.pair()).status, { timeout: 20_000 }).toBe('running');
    return held;
  }

  /** A started job, whoever has the worker. */
  async queue(mailboxCount = 1): Promise<HeldPass> {
    const client = this.#client;
    const tenant = this.#tenant;
    const first = this.#count;
    this.#count += mailboxCount;
    const define = (side: string, { port }: ImapServer) =>
      defineConnection(client, tenant, loopbackSettings(`${side} ${first}`, port));
    const source = await define('Source', this.source);
    const target = await define('Target', this.target);
    const path = await makeJob(client, { tenant, name: `Job ${first}`, source, target });
    const rows = Array.from({ length: mailboxCount }, (_, n) => {
      const user = `u${first + n}@example.com`;
      const passwords = { sourcePassword: password, targetPassword: password };
      return { source: user, target: user, ...passwords, priority: n === 0 ? 1 : 2 };
    });
    await importRows(client, path, rows);
    await order(client, 'startJob', path);
    const user = rows[0]?.source ?? '';
    const pair = async () => {
      const found = (await pairsOf(client, path)).find(({ source: own }) => own === user);
      if (found === undefined) throw new Error(`${user} is gone`);
      return found;
    };
    return { path, user, source, target, pair };
  }

  /**
   * What became of the pass: whether it stops while nobody lets it in, or ends with all its letters once somebody does. One that
   * was on its way to stop ends without them.
   */
  async fateOf(held: HeldPass, patienceMs: number): Promise<string> {
    const { passCount } = await held.pair();
    const stopped = expect
      .poll(async () => (await held.pair()).status, { timeout: patienceMs })
      .toBe('paused');
    if (await stopped.then(isSo, isNotSo)) return 'stops';
    this.open();
    const { status, migrated, ...ended } = await this.untilEnd(held);
    const isWhole = status === 'completed' && migrated === letterCount;
    return isWhole && ended.passCount === passCount ? 'goes on' : status;
  }

  async untilEnd(held: HeldPass): Promise<Pair> {
    await expect
      .poll(async () => atRest.includes((await held.pair()).status), { timeout: 30_000 })
      .toBe(true);
    return held.pair();
  }
}

const atRest: readonly Pair['status'][] = [...endStatuses, 'needs-you', 'paused'];
const isSo = () => true;
const isNotSo = () => false;

/** `yes`, or the code of the refusal. */
export async function wordOf(act: Promise<unknown>): Promise<string> {
  try {
    await act;
    return 'yes';
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    return problem.code;
  }
}
