import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { portOfServer, type ServerPort, serverPorts } from './server-ports.ts';

const usage = `npm run conformance -- --store esdb://HOST:2113 --bus nats://HOST:4222 --read-store mongodb://HOST/DATABASE

Runs the suites of the ports on servers of yours, whichever of the three are named.
  --ca FILE          authorities (PEM) of the certificates of bus and read store; an esdb:// address names its own with tlsCAFile
  --case TEXT        only cases whose title has it
What is written: streams, subjects and databases of names of their own; the databases are dropped, streams stay in the log.`;

const options = {
  store: { type: 'string' },
  bus: { type: 'string' },
  'read-store': { type: 'string' },
  ca: { type: 'string' },
  case: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = readArguments();
  if (values === undefined) return refuse([usage]);
  const ports = serverPorts.filter((port) => values[port] !== undefined);
  if (values.help || ports.length === 0) {
    console.log(usage);
    return values.help ? 0 : 2;
  }
  const problems = ports.flatMap((port) => portOfServer(port).problemOf(values[port] ?? ''));
  if (values.ca !== undefined && !existsSync(values.ca)) problems.push('--ca names no file');
  if (problems.length > 0) return refuse(problems);
  const environment = ports.map((port) => [portOfServer(port).variable, values[port]] as const);
  return runSuites(ports, {
    ...Object.fromEntries(environment),
    ...(values.ca === undefined ? {} : { CONFORMANCE_CA: values.ca }),
    ...(values.case === undefined ? {} : { CONFORMANCE_CASE: values.case }),
  });
}

function readArguments() {
  try {
    return parseArgs({ options });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { values: undefined };
  }
}

/** In a process of its own, which gets the addresses by its environment: they may hold passwords. */
function runSuites(
  ports: readonly ServerPort[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  const vitest = here('../../node_modules/vitest/vitest.mjs');
  const files = ports.map((port) => here(`./${port}.conformance.ts`));
  const only = environment['CONFORMANCE_CASE'];
  const args = ['run', '--config', here('./vitest.config.ts'), ...files];
  // All cases by name, or the few that were asked for.
  if (only === undefined) args.push('--reporter', 'verbose');
  else args.push('--testNamePattern', literal(only));
  const child = spawn(process.execPath, [vitest, ...args], {
    env: { ...process.env, ...environment },
    stdio: 'inherit',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

function refuse(problems: readonly string[]): number {
  for (const problem of problems) console.error(problem);
  return 2;
}
