import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { ResponseReader, type ResponseLine } from '../../wire/index.ts';
import { type AbilityName, abilityOf, type FilteredCommand } from './abilities.ts';
import { CommandSplitter, type SplitCommand } from './command-splitter.ts';

export interface CapabilityFilter {
  readonly port: number;
  /** Commands that used what is hidden, each with the ability that it used: `MOVE: a1 UID MOVE 1 x`. */
  readonly violations: readonly string[];
  /** Commands that were passed on, by verb. */
  readonly passed: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

const violationsMax = 100;
const shownCharsMax = 120;

/**
 * Passes a plaintext IMAP connection to a server with LITERAL+, without some of its abilities: they are in no
 * capability list, the server does not speak of them, and a command that uses one is answered BAD.
 */
export async function startCapabilityFilter(options: {
  readonly port: number;
  readonly hidden: readonly AbilityName[];
}): Promise<CapabilityFilter> {
  const sockets = new Set<Socket>();
  const violations: string[] = [];
  const passed = new Map<string, number>();
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = createConnection({ port: options.port, host: '127.0.0.1', noDelay: true });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      // A reset is an end like any other; `close` follows.
      socket.on('error', () => undefined);
      socket.on('end', () => other.end());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    join(client, upstream, { hidden: options.hidden, violations, passed });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return {
    port: address.port,
    violations,
    passed,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Rules {
  readonly hidden: readonly AbilityName[];
  readonly violations: string[];
  readonly passed: Map<string, number>;
}

function join(client: Socket, upstream: Socket, rules: Rules): void {
  /** The command whose challenges the client answers. */
  let signingIn: string | undefined;
  const takeCommand = (command: SplitCommand) => {
    const isAnswer = signingIn !== undefined || command.verb === '';
    const used = isAnswer ? undefined : hiddenBehind(command, rules.hidden);
    if (used !== undefined) {
      const shown = `${used}: ${command.tag} ${command.verb} ${command.args}`;
      if (rules.violations.length < violationsMax) {
        rules.violations.push(shown.slice(0, shownCharsMax));
      }
      client.write(`${command.tag} BAD Unknown command or argument\r\n`);
      return;
    }
    if (!isAnswer) rules.passed.set(command.verb, (rules.passed.get(command.verb) ?? 0) + 1);
    if (command.verb === 'AUTHENTICATE' && !isAnswer) signingIn = command.tag;
    upstream.write(command.bytes);
  };
  const splitter = new CommandSplitter(takeCommand, () => void client.write('+ Go on\r\n'));
  splitter.isAnswering = () => signingIn !== undefined;
  const reader = new ResponseReader((line) => {
    const text = textAt(line, 0);
    if (signingIn !== undefined && text.startsWith(`${signingIn} `)) signingIn = undefined;
    writeLine(client, line, rules.hidden);
  });
  client.on('data', (chunk: Buffer) => splitter.push(chunk));
  upstream.on('data', (chunk: Buffer) => reader.push(chunk));
}

function hiddenBehind(
  command: FilteredCommand,
  hidden: readonly AbilityName[],
): AbilityName | undefined {
  return hidden.find((name) => abilityOf(name).isUsedBy(command));
}

function writeLine(client: Socket, line: ResponseLine, hidden: readonly AbilityName[]): void {
  const first = unsaid(textAt(line, 0), hidden);
  if (first === undefined) return;
  client.cork();
  for (const [at, piece] of line.entries()) {
    if ('literal' in piece) client.write(piece.literal);
    else client.write(Buffer.from(`${at === 0 ? first : piece.text}\r\n`, 'latin1'));
  }
  client.uncork();
}

function textAt(line: ResponseLine, at: number): string {
  const piece = line[at];
  return piece !== undefined && 'text' in piece ? piece.text : '';
}

function unsaid(line: string, hidden: readonly AbilityName[]): string | undefined {
  let said: string | undefined = withoutWords(line, hidden);
  for (const name of hidden) said = said === undefined ? said : unsay(name, said);
  return said;
}

function unsay(name: AbilityName, line: string): string | undefined {
  const { unsay: rule } = abilityOf(name);
  return rule === undefined ? line : rule(line);
}

/** The capability list of an answer or a response code, without what is hidden. */
function withoutWords(line: string, hidden: readonly AbilityName[]): string {
  const match = /^(\* CAPABILITY |.*\[CAPABILITY )([^\]]*)/i.exec(line);
  if (match === null) return line;
  const [all, head = '', words = ''] = match;
  const left = words
    .split(' ')
    .filter((word) => !hidden.some((name) => abilityOf(name).words.test(word.toUpperCase())));
  const isSmall = hidden.includes('LITERAL+ beyond 4096') && !hidden.includes('LITERAL+');
  if (isSmall && words.includes('LITERAL+')) left.push('LITERAL-');
  return `${head}${left.join(' ')}${line.slice(all.length)}`;
}
