import {
  ConnectionUrlRefused,
  type ProbeStep,
  parseConnectionUrl,
  probeConnection,
} from '@mailhaul/connector-registry';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { planConnection } from '../pairs/plan-single-pair.ts';
import { printLines } from '../print-lines.ts';
import { cleanText } from '../text/clean-text.ts';
import { UsageError } from '../usage-error.ts';

export interface RawTestOptions {
  readonly passwordFile?: string;
  readonly json?: boolean;
}

/** `mailhaul test URL`: name, port, encryption, sign-in, abilities, limits and writing, one after the other. */
export async function test(url: string, raw: RawTestOptions, io: Io): Promise<ExitCode> {
  const warn = (message: string) => {
    if (raw.json !== true) io.stderr.write(`warning: ${message}\n`);
  };
  const { passwordFile } = raw;
  const named = { owner: 'test', name: 'the URL', url, passwordFile, warn } as const;
  const side = await planConnection({ ...named, environment: io.environment }, io.isInteractive);
  const parsed = parseConnectionUrl(side.url);
  if (!parsed.ok) throw new UsageError(parsed.problem);
  const steps = await probe(parsed.settings, io);
  const isGood = steps.every((step) => step.ok);
  if (raw.json === true)
    io.stdout.write(`${JSON.stringify({ ok: isGood, steps: steps.map(cleanStep) })}\n`);
  else printLines(io.stdout, probeWords(side.label, steps));
  return isGood ? exitCodes.done : exitCodes.connection;
}

async function probe(
  settings: Parameters<typeof probeConnection>[0],
  io: Io,
): Promise<readonly ProbeStep[]> {
  const cut = new AbortController();
  const onSignal = () => cut.abort(new Error('stopped by the operator'));
  process.once('SIGINT', onSignal);
  try {
    const context = { clock: io.clock, random: io.random, signal: cut.signal };
    return await probeConnection(settings, context, { environment: io.environment });
  } catch (error) {
    if (error instanceof ConnectionUrlRefused) throw new UsageError(error.message);
    throw error;
  } finally {
    process.off('SIGINT', onSignal);
  }
}

const stepWords: Readonly<Record<ProbeStep['name'], string>> = {
  resolve: 'host name',
  connect: 'connection',
  tls: 'encryption',
  'sign-in': 'sign-in',
  mailbox: 'mailbox',
  capabilities: 'abilities',
  limits: 'limits',
  folders: 'folders',
  write: 'writing',
};

/** For people; wide lists such as capabilities stand on one line. */
export function probeWords(label: string, steps: readonly ProbeStep[]): string[] {
  const lines = [label];
  for (const step of steps.map(cleanStep)) {
    const detail = step.name === 'capabilities' ? [step.detail.join(' ')] : step.detail;
    const [first = '', ...more] = detail;
    lines.push(`  ${signOf(step)} ${stepWords[step.name].padEnd(11)} ${first}`);
    for (const line of more) lines.push(`${' '.repeat(16)}${line}`);
    if (step.remedy !== undefined) lines.push(`    what to do: ${step.remedy}`);
  }
  const isGood = steps.every((step) => step.ok);
  return [...lines, isGood ? goodWords(steps) : 'This connection cannot be used yet.'];
}

function signOf({ ok, isWarning }: ProbeStep): string {
  if (!ok) return '✗';
  return isWarning === true ? '!' : '✓';
}

function goodWords(steps: readonly ProbeStep[]): string {
  const isSourceOnly = steps.some(({ name, isWarning }) => name === 'write' && isWarning === true);
  return isSourceOnly
    ? 'This mailbox can be a source. To be a target it must be writable.'
    : 'All is well: this mailbox can be source or target.';
}

function cleanStep(step: ProbeStep): ProbeStep {
  return { ...step, detail: step.detail.map(cleanText) };
}
