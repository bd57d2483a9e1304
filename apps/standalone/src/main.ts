import { readConfig } from '@mailhaul/config';
import { type StartWish, exitCodes, stopOnSignal, wordsOfFailure } from '@mailhaul/host';
import { Logging } from '@mailhaul/telemetry';
import { startDemo } from './demo/start-demo.ts';
import { rotateKey } from './rotate-key.ts';
import { type Standalone, startStandalone } from './start-standalone.ts';

const usage =
  'Arguments: none, --demo, --reset-admin-password, or --rotate-master-key NEW_KEY_FILE';
const [first, ...rest] = process.argv.slice(2);
if (first === undefined) await startAlone({ resetsAdminPassword: false });
else if (first === '--reset-admin-password' && rest.length === 0) {
  await startAlone({ resetsAdminPassword: true });
} else if (first === '--demo' && rest.length === 0) await startDemo();
else if (first === '--rotate-master-key' && rest.length === 1) {
  process.exitCode = await rotateKey(rest[0] as string);
} else leave([usage], exitCodes.usage);

async function startAlone(wish: StartWish): Promise<void> {
  const read = readConfig(process.env);
  if (!read.ok) return leave(read.problems, exitCodes.usage);
  const { config } = read;
  const logging = new Logging({ ...config.log, isColoured: process.stdout.isTTY });
  let running: Standalone;
  try {
    running = await startStandalone(config, logging, wish);
  } catch (error) {
    return leave([wordsOfFailure(error)], exitCodes.failed);
  }
  const { url, firstSignIn } = running;
  console.log(`\nMailhaul is at ${url}`);
  if (firstSignIn !== undefined) {
    const { login, password, isGiven } = firstSignIn;
    const secret = isGiven ? 'the password in MAILHAUL_ADMIN_PASSWORD' : password;
    console.log(`Sign in as ${login} with ${secret}`);
    if (!isGiven) console.log('It is shown this once, and changed at the first sign-in.');
  }
  console.log('Ctrl-C stops it; whatever runs goes on with the next start.\n');
  stopOnSignal(() => running.close());
}

function leave(problems: readonly string[], code: number): void {
  for (const problem of problems) console.error(problem);
  process.exit(code);
}
