import { benchCorpus, loadCorpus, nastyCorpus } from '@mailhaul/testing/corpus';
import { type MailboxScan, scanMailbox } from '@mailhaul/testing/independent-scan';
import {
  type ImapStep,
  type ProxyLink,
  startProxy,
  type TcpProxy,
} from '@mailhaul/testing/proxies';
import { anyUserPassword, type DovecotServer, startDovecot } from '@mailhaul/testing/servers';

/** Two real servers and the mailboxes to copy, shared by all trials of a run. */
export interface Stage {
  readonly source: DovecotServer;
  readonly target: DovecotServer;
  /** What a complete copy has to equal, by source user. */
  readonly expected: ReadonlyMap<SourceUser, MailboxScan>;
  stop(): Promise<void>;
}

/** `mixed`: oddities, twins and some larger mail; `small`: what a line of 256 kB/s carries in a few seconds. */
export type SourceUser = 'mixed' | 'small';

export const slowBytesPerSecond = 256_000;

const bulkMessages = 60;

export async function openStage(seed: number): Promise<Stage> {
  const source = await startDovecot({ separator: '.', prefix: 'INBOX.' });
  const target = await startDovecot({ separator: '/', prefix: '' });
  const style = { separator: '.', prefix: 'INBOX.' };
  const expected = new Map<SourceUser, MailboxScan>();
  const bulk = benchCorpus({ seed, messages: bulkMessages }).folders.flatMap((f) => f.messages);
  for (const user of ['mixed', 'small'] as const) {
    const messages = user === 'mixed' ? 140 : 60;
    const { folders } = nastyCorpus({ seed, messages, twinShare: 0.35 });
    const more = user === 'mixed' ? bulk : bulk.slice(0, bulkMessages / 3);
    const bulkFolder = { path: ['Bulk'], isSubscribed: true, messages: more };
    const access = { host: source.host, port: source.port, user, password: anyUserPassword };
    await loadCorpus({ folders: [...folders, bulkFolder] }, access, style);
    expected.set(user, await scanMailbox(access));
  }
  return {
    source,
    target,
    expected,
    async stop() {
      await source.stop();
      await target.stop();
    },
  };
}

/** The lines of one trial: what an aim watches and breaks. */
export interface Lines {
  readonly source: TcpProxy;
  readonly target: TcpProxy;
  /** Receives the target line's steps; an aim sets it. */
  onTargetStep: ((step: ImapStep, link: ProxyLink) => void) | undefined;
  /** What the target line has seen so far. */
  readonly seen: { appendsBegun: number; appendsAnswered: number };
  stop(): Promise<void>;
}

export async function openLines(stage: Stage, isSlow: boolean): Promise<Lines> {
  const lines: Lines = {
    source: await startProxy({ port: stage.source.port }),
    target: await startProxy({
      port: stage.target.port,
      ...(isSlow ? { upBytesPerSecond: slowBytesPerSecond } : {}),
      onStep(step, link) {
        if (step.kind === 'command' && step.verb === 'APPEND') lines.seen.appendsBegun += 1;
        if (step.kind === 'append-answer') lines.seen.appendsAnswered += 1;
        lines.onTargetStep?.(step, link);
      },
    }),
    onTargetStep: undefined,
    seen: { appendsBegun: 0, appendsAnswered: 0 },
    async stop() {
      await lines.source.stop();
      await lines.target.stop();
    },
  };
  return lines;
}
