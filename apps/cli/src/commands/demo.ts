import { type ImapServer, sampleMailboxes, startImapServer } from '@mailhaul/mail-servers';
import { defaultPassOptions } from '@mailhaul/copy-engine';
import { type ExitCode, worstExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import type { PairPlan } from '../pairs/pair-plan.ts';
import { chooseRenderer } from '../render/choose-renderer.ts';
import { connectorsOf } from '../run/connect-sides.ts';
import { openPairs } from '../run/opened-pair.ts';
import { openState } from '../state/open-state.ts';
import { temporaryState } from '../state/state-for-pairs.ts';
import { listenForStop } from '../stop-signals.ts';
import { finishRun, migrateAll } from './migrate.ts';
import { stopWords } from './stop-words.ts';

/**
 * `mailhaul demo`, which `npm start` runs: the real engine between two small mail servers on loopback, with three
 * sample mailboxes and a state that is thrown away.
 */
export async function demo(
  raw: { readonly json?: boolean; readonly quiet?: boolean },
  io: Io,
): Promise<ExitCode> {
  const samples = sampleMailboxes();
  const renderer = await chooseRenderer(raw, io);
  const [source, target, temporary] = await Promise.all([
    startImapServer({ mailboxes: samples, drip: distantLine }),
    // Another separator and a prefix: the tree looks the same to people all the same.
    startImapServer({
      mailboxes: samples.map(({ user, password }) => ({ user, password })),
      separator: '.',
      prefix: 'INBOX.',
    }),
    temporaryState(),
  ]);
  const message =
    `two mail servers of ours are up, on 127.0.0.1:${source.port} and 127.0.0.1:${target.port}; ` +
    `${samples.length} mailboxes go from the first to the second`;
  renderer.show({ event: 'notice', level: 'info', message });
  const state = await openState(temporary.paths, io);
  const signals = listenForStop(stopWords(renderer, io));
  try {
    const pairs = openPairs(
      samples.map((sample) => pairPlan(sample, source, target)),
      connectorsOf(io, { deadlines: {}, budgets: {} }, (event) => renderer.show(event)),
    );
    const ends = await migrateAll(pairs, {
      command: 'demo',
      io,
      state,
      renderer,
      signals,
      paths: temporary.paths,
      options: defaultPassOptions,
      parallel: samples.length,
      isVerifying: true,
      isDeep: true,
    });
    const exitCode = worstExitCode(ends.map((end) => end.exitCode));
    await finishRun({
      raw,
      io,
      renderer,
      pairs,
      ends: ends.map(withoutLog),
      exitCode,
      hasAfterwards: false,
    });
    if (raw.json !== true && raw.quiet !== true) io.stdout.write(nextSteps);
    return exitCode;
  } finally {
    signals.release();
    renderer.close();
    await state.store.close();
    await Promise.all([source.stop(), target.stop()]);
    await temporary.remove();
  }
}

/** The source sends like one across the internet, so that there is something to watch; per connection. */
const distantLine = { bytes: 32 * 1024, everyMs: 10 };

const mailhaul = 'node apps/cli/bin/mailhaul.mjs';

const nextSteps = `
Every body was compared on both sides, byte by byte. The two servers and their
mail are gone again. Now try servers of your own; passwords are asked for:

  ${mailhaul} test imaps://YOU%40DOMAIN@SERVER
  ${mailhaul} migrate --dry-run \\
      --source imaps://YOU%40DOMAIN@SERVER --target imaps://YOU%40DOMAIN@SERVER

Without --dry-run it copies. Stop it whenever you like: the same command goes
on where it was. ${mailhaul} --help lists the rest.
`;

function pairPlan(
  sample: { readonly user: string; readonly password: string },
  source: ImapServer,
  target: ImapServer,
): PairPlan {
  const side = (server: ImapServer) => ({
    url: `imap://${encodeURIComponent(sample.user)}:${encodeURIComponent(sample.password)}@${server.host}:${server.port}?security=none`,
    label: sample.user,
  });
  return {
    source: side(source),
    target: side(target),
    folderMap: new Map(),
    folderRoot: undefined,
    line: undefined,
  };
}

/** The temporary state is gone when a person could look at its logs. */
function withoutLog<E extends { readonly finished: object }>(end: E): E {
  return { ...end, finished: { ...end.finished, log: null } };
}
