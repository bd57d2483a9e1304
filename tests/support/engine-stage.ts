import { Sealer } from '@mailhaul/application';
import { imapConnector } from '@mailhaul/connector-imap';
import type { MailConnector } from '@mailhaul/connector-contract';
import { defaultPassOptions, type PassOptions } from '@mailhaul/copy-engine';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { seededRandom, systemClock } from '@mailhaul/kernel';
import {
  type FolderSpec,
  type ImapBehaviour,
  type ImapServer,
  type ImapServerOptions,
  startImapServer,
} from '@mailhaul/mail-servers';
import { type MailboxPass, type PassReport, runMailboxPass } from '@mailhaul/pass-runner';
import { expect, onTestFinished } from 'vitest';
import { LeapingClock } from './leaping-clock.ts';
import { MortalProcess } from './mortal.ts';

export interface StageOptions {
  /** The source's folders, and what stands at the target before. */
  readonly folders: readonly FolderSpec[];
  readonly targetFolders?: readonly FolderSpec[];
  readonly source?: ImapServerOptions;
  readonly target?: ImapServerOptions;
}

export type PassChange = Partial<Omit<MailboxPass, 'options'>> & {
  readonly options?: Partial<PassOptions>;
};

/** Two servers of ours with one mailbox each, and a ledger between them. Goes away with the test. */
export class EngineStage {
  readonly source: ImapServer;
  readonly target: ImapServer;
  /** Ways of the servers that begin when they are added. */
  readonly ways: { readonly source: ImapBehaviour[]; readonly target: ImapBehaviour[] };
  readonly clock = new LeapingClock();
  readonly store = new MemoryEventStore({ clock: systemClock });
  #workers = 0;

  constructor(servers: Pick<EngineStage, 'source' | 'target' | 'ways'>) {
    this.source = servers.source;
    this.target = servers.target;
    this.ways = servers.ways;
  }

  /** Runs a pass as a process that starts when all earlier ones are gone. */
  async run(change: PassChange = {}): Promise<PassReport> {
    const report = await runMailboxPass(this.pass(change));
    if (report.end.kind === 'completed') expect(report.totals.pending).toBe(0);
    return report;
  }

  /** A process of its own, to be killed or frozen. */
  process(change: PassChange = {}): { process: MortalProcess; run: () => Promise<PassReport> } {
    const pass = this.pass(change);
    const process = new MortalProcess(pass);
    return { process, run: () => runMailboxPass({ ...pass, ...process.hands }) };
  }

  pass(change: PassChange): MailboxPass {
    this.#workers += 1;
    return {
      tenant: 'local',
      pairId: 'ann',
      store: this.store,
      sealer: new PlainSealer(),
      source: connectorTo(this.source),
      target: connectorTo(this.target),
      worker: { id: `worker ${this.#workers}`, host: 'this host', isAloneOnHost: true },
      clock: this.clock,
      random: seededRandom(this.#workers),
      stop: new AbortController().signal,
      ...change,
      options: {
        ...defaultPassOptions,
        connectionPairs: 1,
        pairsAtStart: change.options?.connectionPairs ?? 1,
        ...change.options,
      },
    };
  }
}

export const user = 'ann';
const password = 'secret';

export async function startStage(options: StageOptions): Promise<EngineStage> {
  const ways = {
    source: [...(options.source?.behaviours ?? [])],
    target: [...(options.target?.behaviours ?? [])],
  };
  const source = await startImapServer({
    ...options.source,
    behaviours: ways.source,
    mailboxes: [{ user, password, folders: options.folders }],
  });
  const target = await startImapServer({
    // Two servers never count UIDVALIDITY alike.
    firstUidValidity: 77_000,
    ...options.target,
    behaviours: ways.target,
    mailboxes: [{ user, password, folders: options.targetFolders ?? [] }],
  });
  onTestFinished(async () => {
    await Promise.all([source.stop(), target.stop()]);
  });
  return new EngineStage({ source, target, ways });
}

/** Connections keep the machine's time: only the engine's waits are left out. */
function connectorTo({ host, port }: ImapServer): MailConnector {
  const connector = imapConnector({ host, port, security: 'none', user, password });
  return {
    ...connector,
    open: (context) => connector.open({ ...context, clock: systemClock }),
  };
}

class PlainSealer extends Sealer {
  override seal(plain: string): string {
    return plain;
  }

  override open(sealed: string): string {
    return sealed;
  }
}
