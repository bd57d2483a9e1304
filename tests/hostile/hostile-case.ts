import type { CommandContext, HookAnswer, ImapServerOptions } from '@mailhaul/mail-servers';

/** What may become of a mailbox one side of which is hostile. */
export interface Verdict {
  /** How the mailbox ends. A fault that does no harm is no reason to end. `told`: with that code, or not Perfect. */
  readonly end: 'completed' | 'failed' | 'told';
  /** With `completed`. */
  readonly grade?: 'Perfect' | 'Good' | 'Investigate' | 'Poor';
  /** With `failed`: one of these codes of the catalogue. */
  readonly codes?: readonly string[];
}

export interface HostileCase {
  readonly name: string;
  readonly side: 'source' | 'target';
  /** The server of that side, beside its mailbox. */
  readonly server: ImapServerOptions;
  /** What its URL asks for; `none` where nothing is said. */
  readonly security?: 'starttls';
  readonly verdict: Verdict;
}

/** The mailbox fails with that code, or what is wrong with a folder is told by failed items or by the grade. */
export function tells(...codes: string[]): Verdict {
  return { end: 'told', codes };
}

type Way = (context: CommandContext) => HookAnswer | undefined | Promise<HookAnswer | undefined>;

export const perfect: Verdict = { end: 'completed', grade: 'Perfect' };

export function fails(...codes: string[]): Verdict {
  return { end: 'failed', codes };
}

/** A server that does something of its own when that command comes. */
export function at(command: string, way: Way): ImapServerOptions {
  return {
    behaviours: [
      { beforeCommand: (context) => (context.name === command ? way(context) : undefined) },
    ],
  };
}

/** The same for the FETCH that lists, or the one that reads bodies. */
export function atListing(way: Way): ImapServerOptions {
  return at('UID FETCH', (context) =>
    context.line.includes('RFC822.SIZE') ? way(context) : undefined,
  );
}

export function atBodies(way: Way): ImapServerOptions {
  return at('UID FETCH', (context) =>
    context.line.includes('BODY.PEEK[]') ? way(context) : undefined,
  );
}

/** Every line but message bodies, as that makes it. */
export function rewriting(rewriteLine: (line: string) => string): ImapServerOptions {
  return { behaviours: [{ rewriteLine }] };
}

export const done = { status: 'OK', text: 'Done' } as const;

export function silence(): Promise<never> {
  return new Promise<never>(() => undefined);
}

export function row(uid: number | string, rest = 'RFC822.SIZE 9 FLAGS ()'): string {
  return `* 1 FETCH (UID ${uid} INTERNALDATE "01-Jan-2001 00:00:00 +0000" ${rest})\r\n`;
}

/** Sends that text so many times, no faster than it is read; ends early when the connection does. */
export async function flood(
  { send, clock }: CommandContext,
  text: string,
  times: number,
): Promise<void> {
  const piece = text.repeat(Math.max(1, Math.floor(65_536 / text.length)));
  const pieces = Math.ceil((times * text.length) / piece.length);
  for (let sent = 0; sent < pieces; sent += 1) {
    send(piece);
    if (sent % 16 === 0) await clock.sleep(1);
  }
}
