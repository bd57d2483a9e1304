import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Extension,
  hangUpOver,
  type ImapBehaviour,
  type ImapServer,
  startImapServer,
} from '@mailhaul/mail-servers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mails } from '../support/numbered-mail.ts';
import { runMailhaul } from './run-mailhaul.ts';

const password = 'secret';
const folders = ['INBOX', 'Archive', 'Bad', 'Lists', 'Sent'].map((name, at) => ({
  path: [name],
  messages: mails(10 * at + 1, 10 * at + 10),
}));

interface Stage {
  readonly ways: { readonly source: ImapBehaviour[]; readonly target: ImapBehaviour[] };
  /** Of the one mailbox, as the command line's last event tells it. */
  run(command: string, ...options: string[]): Promise<Ended>;
}

interface Ended {
  readonly end: string | null;
  readonly error: { readonly code: string } | null;
  readonly verification: {
    readonly grade: string;
    readonly findings: Readonly<Record<string, number>>;
    /** The file of the findings. */
    readonly log: string | null;
  } | null;
}

/** Two servers that can be made bad, and the real command line between them. */
async function startStage(without: readonly Extension[] = []): Promise<Stage> {
  const ways: { source: ImapBehaviour[]; target: ImapBehaviour[] } = { source: [], target: [] };
  const start = async (side: 'source' | 'target'): Promise<ImapServer> => {
    const mailbox = { user: 'ann', password, ...(side === 'source' ? { folders } : {}) };
    const server = await startImapServer({
      without,
      behaviours: ways[side],
      mailboxes: [mailbox],
    });
    onTestFinished(() => server.stop());
    return server;
  };
  const [source, target] = [await start('source'), await start('target')];
  const home = mkdtempSync(join(tmpdir(), 'mailhaul-verifying-'));
  const pairs = join(home, 'pairs.csv');
  const cells = [source, target].flatMap(({ host, port }) => [
    ...[`imap://${host}:${port}?security=none`, 'ann', password],
  ]);
  const header = 'source_url,source_user,source_password,target_url,target_user,target_password';
  writeFileSync(pairs, `${header}\n${cells.join(',')}\n`, { mode: 0o600 });
  return {
    ways,
    run: async (command, ...options) => {
      const more = ['--pairs', pairs, '--state', join(home, 'state'), '--json', ...options];
      const { stdout, stderr } = await runMailhaul([command, ...more], home);
      const events = stdout.split('\n').filter((line) => line.startsWith('{'));
      const parsed = events.map((line) => JSON.parse(line) as Ended & { event: string });
      const ended = parsed.findLast(({ event }) => event === 'mailbox-finished');
      if (ended === undefined) throw new Error(stderr);
      return ended;
    },
  };
}

/** What the findings say, in order. */
function sentences({ verification }: Ended): string[] {
  const [, ...rows] = readFileSync(verification?.log ?? '', 'utf8')
    .trim()
    .split('\n');
  return rows.map((row) => row.replaceAll('"', ''));
}

const sides = ['source', 'target'] as const;

describe.each(sides)('verification, where the %s ends its connections', (side) => {
  const listings: readonly {
    readonly title: string;
    readonly when: 'opened' | 'fetched';
    readonly without?: readonly Extension[];
  }[] = [
    { title: 'one folder is opened', when: 'opened' },
    {
      title: 'one folder is opened, or asked for by STATUS',
      when: 'opened',
      without: ['LIST-STATUS'],
    },
    { title: 'anything of one folder is fetched', when: 'fetched' },
  ];
  it.for(listings)(
    'each time $title: it is named with its reason, the others are compared',
    async ({ when, without }) => {
      const stage = await startStage(without);
      expect((await stage.run('migrate')).verification?.grade).toBe('Perfect');
      stage.ways[side].push(hangUpOver('Bad', when));
      const ended = await stage.run('verify', '--deep');
      expect(ended).toMatchObject({
        error: null,
        verification: { grade: 'Investigate', findings: { unreadable: 1 } },
      });
      const [said = '', ...more] = sentences(ended);
      expect(said).toContain('Bad');
      expect(said).toContain(
        `could not be listed from the ${side}, which ends the connection each time`,
      );
      expect(more).toEqual([]);
      stage.ways[side].splice(0);
      expect((await stage.run('verify', '--deep')).verification?.grade).toBe('Perfect');
    },
  );

  it('over the body of one item: that item is named, all others are compared', async () => {
    const stage = await startStage();
    await stage.run('migrate');
    stage.ways[side].push(sickAt('Bad', (uid) => uid === 4));
    const ended = await stage.run('verify', '--deep');
    expect(ended.verification).toMatchObject({ grade: 'Investigate', findings: { unreadable: 1 } });
    expect(sentences(ended)[0]).toContain(`could not be read from the ${side}`);
  });

  it('over every body of one folder: its items are named, the other folders are compared', async () => {
    const stage = await startStage();
    await stage.run('migrate');
    stage.ways[side].push(sickAt('Bad', () => true));
    const ended = await stage.run('verify', '--deep');
    expect(ended.verification).toMatchObject({
      grade: 'Investigate',
      findings: { unreadable: 10 },
    });
  });

  it('in every folder: each is named', async () => {
    const stage = await startStage();
    await stage.run('migrate');
    for (const { path } of folders) stage.ways[side].push(hangUpOver(path.join(), 'fetched'));
    const ended = await stage.run('verify');
    expect(ended.verification?.findings).toEqual({ unreadable: folders.length });
  });
});

/** Ends the connection in the midst of these bodies. */
function sickAt(folder: string, isSick: (uid: number) => boolean): ImapBehaviour {
  return {
    cutBody: ({ selected }, { uid }) =>
      selected?.path.join('/') === folder && isSick(uid) ? 5 : undefined,
  };
}
