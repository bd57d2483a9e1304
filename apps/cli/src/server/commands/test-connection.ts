import type { Connection, ConnectionTestStep } from '@mailhaul/contracts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { readPasswordFile } from '../../pairs/password-file.ts';
import { askPassword } from '../../pairs/passwords.ts';
import { cleanText, clipEnd } from '../../text/clean-text.ts';
import { UsageError } from '../../usage-error.ts';
import { findConnection } from '../names/find-resources.ts';
import type { Server } from '../session/open-server.ts';

export interface RawConnectionTest {
  readonly mailbox?: string;
  readonly passwordFile?: string;
  /** Its directory, in place of the mail system. */
  readonly directory?: true;
}

/** A step is told when it begins, where a person looks on, and for good when it ends (ECMA-48 EL). */
const overTheLine = '\r\u001b[K';

/** `mailhaul connections test CONNECTION`: the steps as the server takes them. */
export async function testConnection(
  server: Server,
  text: string,
  raw: RawConnectionTest,
): Promise<ExitCode> {
  const tenant = await server.tenant();
  const connection = await findConnection(server, text);
  const path = { tenant, connection: connection.id };
  const steps =
    raw.directory === true
      ? server.api.lines('testDirectory', { path, body: {} })
      : await mailSteps(server, connection, raw);
  return told(server, connection, steps);
}

async function mailSteps(
  server: Server,
  connection: Connection,
  raw: RawConnectionTest,
): Promise<AsyncIterable<ConnectionTestStep>> {
  const { mailbox } = raw;
  const ownPassword = connection.signIn === 'mailbox' && connection.oauth === undefined;
  if (ownPassword && mailbox === undefined)
    server.warn('without --mailbox nobody signs in: each mailbox has a password of its own');
  const mailboxPassword =
    ownPassword && mailbox !== undefined ? await passwordOf(server, mailbox, raw) : undefined;
  return server.api.lines('testConnection', {
    path: { tenant: await server.tenant(), connection: connection.id },
    body: {
      ...(mailbox === undefined ? {} : { mailbox }),
      ...(mailboxPassword === undefined ? {} : { mailboxPassword }),
    },
  });
}

async function told(
  server: Server,
  connection: Connection,
  steps: AsyncIterable<ConnectionTestStep>,
): Promise<ExitCode> {
  if (!server.isJson) server.say([`${connection.name} (${cleanText(connection.host)})`]);
  let stepCount = 0;
  let isGood = true;
  for await (const step of steps) {
    if (step.state !== 'running') stepCount += 1;
    if (step.state === 'failed') isGood = false;
    show(server, step);
  }
  if (!server.isJson) server.say([closingWord(isGood && stepCount > 0)]);
  return isGood && stepCount > 0 ? exitCodes.done : exitCodes.connection;
}

async function passwordOf(
  server: Server,
  mailbox: string,
  { passwordFile }: RawConnectionTest,
): Promise<string> {
  if (passwordFile !== undefined)
    return readPasswordFile(passwordFile, (message) => server.warn(message));
  const { environment, isInteractive } = server.io;
  if (environment['MAILHAUL_PASSWORD']) return environment['MAILHAUL_PASSWORD'];
  if (isInteractive) return askPassword('test', mailbox);
  throw new UsageError(
    `there is no password for ${cleanText(mailbox)}`,
    'give --password-file, set MAILHAUL_PASSWORD, or run on a terminal to be asked',
  );
}

function show(server: Server, step: ConnectionTestStep): void {
  const { stdout } = server.io;
  if (server.isJson) server.row(step);
  else if (step.state === 'running') {
    const width = Math.max(20, stdout.columns - 1);
    if (stdout.isTTY) stdout.write(clipEnd(`  … ${cleanText(step.label)}`, width));
  } else {
    if (stdout.isTTY) stdout.write(overTheLine);
    server.say(stepLines(step));
  }
}

const marks = { passed: '✓', failed: '✗', warning: '!' } as const;

/** Long lists of words stand on one line. */
function stepLines(step: ConnectionTestStep): string[] {
  const { state, label, details, tookMs, whatToDo, serverText } = step;
  const took = tookMs === undefined ? '' : `  ${Math.round(tookMs)} ms`;
  const mark = state === 'running' ? '…' : marks[state];
  return [
    `  ${mark} ${cleanText(label)}${took}`,
    ...(step.step === 'capabilities' ? [details.join(' ')] : details).map(
      (detail) => `      ${cleanText(detail)}`,
    ),
    ...(serverText === undefined ? [] : [`      the server says: ${cleanText(serverText)}`]),
    ...(whatToDo === undefined ? [] : [`      what to do: ${cleanText(whatToDo)}`]),
  ];
}

function closingWord(isGood: boolean): string {
  return isGood ? 'All is well.' : 'This connection cannot be used yet.';
}
