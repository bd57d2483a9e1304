import type { MessageBody } from './message-body.ts';

/** When a message was received: the instant and the zone it was told in. */
export interface InternalDate {
  readonly epochSeconds: number;
  /** Minutes east of UTC. */
  readonly zoneMinutes: number;
}

/** What is needed to store a message. */
export interface IncomingMessage {
  readonly body: MessageBody;
  /** System flags with backslash and keywords, as spelled by the client; never `\Recent`. */
  readonly flags: readonly string[];
  readonly internalDate: InternalDate;
}

/** A message in a folder. Flags and modseq are replaced, bytes and uid never. */
export interface StoredMessage extends IncomingMessage {
  readonly uid: number;
  flags: readonly string[];
  modseq: number;
  isExpunged: boolean;
}

const systemFlags = new Map(
  ['\\Seen', '\\Answered', '\\Flagged', '\\Deleted', '\\Draft'].map((f) => [f.toLowerCase(), f]),
);

/** One spelling for system flags (they are case-insensitive), no doubles, no `\Recent` (RFC 3501 §2.3.2: not the client's). */
export function normalizeFlags(flags: readonly string[]): readonly string[] {
  const seen = new Map<string, string>();
  for (const flag of flags) {
    const key = flag.toLowerCase();
    if (key === '\\recent' || seen.has(key)) continue;
    seen.set(key, systemFlags.get(key) ?? flag);
  }
  return [...seen.values()];
}

export function hasFlag(message: { readonly flags: readonly string[] }, flag: string): boolean {
  if (message.flags.includes(flag)) return true;
  const wanted = flag.toLowerCase();
  return message.flags.some((f) => f.toLowerCase() === wanted);
}
