import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@mailhaul/config';
import { stopOnSignal, wordsOfFailure } from '@mailhaul/host';
import { gradeReason } from '@mailhaul/contracts';
import { Logging } from '@mailhaul/telemetry';
import { startStandalone } from '../start-standalone.ts';
import { startDemoServers } from './demo-servers.ts';
import type { NamedPair } from './pair-bars.ts';
import { runDemo } from './run-demo.ts';

const login = 'admin';

/** Everything as in earnest, but for three mail servers of ours and a data folder that is gone with the process. */
export async function startDemo(): Promise<void> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'mailhaul-demo-'));
  const password = process.env['MAILHAUL_ADMIN_PASSWORD'] ?? randomBytes(9).toString('base64url');
  // Runner threads read the environment, too.
  Object.assign(process.env, {
    MAILHAUL_ADMIN_PASSWORD: password,
    MAILHAUL_DATA: dataFolder,
    MAILHAUL_PRIVATE_NETWORKS: '127.0.0.0/8',
    MAILHAUL_LOG_LEVEL: process.env['MAILHAUL_LOG_LEVEL'] ?? 'warn',
  });
  process.on('exit', () => rmSync(dataFolder, { recursive: true, force: true }));
  const read = readConfig(process.env);
  if (!read.ok) {
    for (const problem of read.problems) console.error(problem);
    process.exit(2);
  }
  const servers = await startDemoServers();
  const stop = new AbortController();
  try {
    const { format, level } = read.config.log;
    const logging = new Logging({ format, level, isColoured: process.stdout.isTTY });
    const running = await startStandalone(read.config, logging);
    stopOnSignal(async () => {
      stop.abort();
      await running.close();
      await servers.stop();
    });
    const { url } = running;
    console.log(`\nMailhaul is at ${url}; sign in as ${login} with ${password}`);
    const { signal } = stop;
    const pairs = await runDemo({ url, login, password, servers, signal, out: process.stdout });
    for (const { name, pair } of pairs) {
      console.log(`${name}: ${pair.grade ?? pair.status}`);
    }
    console.log(nextSteps(url, reasonsOf(pairs)));
  } catch (error) {
    if (stop.signal.aborted) return;
    console.error(wordsOfFailure(error));
    process.exit(1);
  }
}

/** Why mailboxes are not Perfect, each reason once. */
function reasonsOf(pairs: readonly NamedPair[]): readonly string[] {
  const reasons = pairs.flatMap(({ pair: { grade, found } }) => {
    const why = gradeReason(grade, found);
    return why === undefined ? [] : [`${grade ?? ''}: ${why}`];
  });
  return [...new Set(reasons)];
}

function nextSteps(url: string, reasons: readonly string[]): string {
  return `
Both sides were compared by an independent listing.
${reasons.map((reason) => `${reason}\n`).join('')}Look around at ${url};
Ctrl-C ends the demo and throws its mail away. Then try servers of your own:

  npm start                                  the console, with a data folder that stays
  node apps/cli/bin/mailhaul.mjs --help      the command line
`;
}
