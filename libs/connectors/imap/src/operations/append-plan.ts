import { bodySize, type OutgoingItem, type WriteOutcome } from '@mailhaul/connector-contract';
import { itemRefusedError } from '../errors.ts';
import { writableFlags } from '../parse/flags.ts';
import { formatInternalDate } from '../parse/internal-date.ts';
import { type ServerFeatures, smallLiteralBytesMax } from '../server-features.ts';

/** One APPEND command: places of its items in the batch, in the order they are sent. */
export interface AppendCommand {
  readonly places: readonly number[];
}

export interface AppendPlan {
  readonly commands: readonly AppendCommand[];
  /** Items that cannot be written at all, by place. */
  readonly refused: ReadonlyMap<number, WriteOutcome>;
  /** Places of items that hold NUL bytes: looked for once, for it takes a look at every byte. */
  readonly withNul: ReadonlySet<number>;
}

/**
 * How a batch goes out: in one MULTIAPPEND where the server offers it (RFC 3502), else one APPEND per item. An empty
 * item always goes alone, since inside a MULTIAPPEND it would cancel the command. With `smallestLast` the
 * smallest of the last items that bear the same date goes last: their order cannot be told by date anyway.
 */
export function planAppends(
  items: readonly OutgoingItem[],
  features: ServerFeatures,
  options: { readonly smallestLast: boolean },
): AppendPlan {
  const commands: AppendCommand[] = [];
  const refused = new Map<number, WriteOutcome>();
  const withNul = new Set<number>();
  let group: number[] = [];
  const endGroup = () => {
    if (group.length > 0)
      commands.push({ places: options.smallestLast ? withSmallestLast(group, items) : group });
    group = [];
  };
  for (const [place, item] of items.entries()) {
    if (hasNul(item)) withNul.add(place);
    const error = refusalOf(item, features, withNul.has(place));
    if (error !== undefined) {
      refused.set(place, { kind: 'refused', error });
      continue;
    }
    const isAlone = !features.multiAppend || bodySize(item.body) === 0;
    if (isAlone) endGroup();
    group.push(place);
    if (isAlone) endGroup();
  }
  endGroup();
  return { commands, refused, withNul };
}

function refusalOf(item: OutgoingItem, features: ServerFeatures, holdsNul: boolean) {
  const size = bodySize(item.body);
  if (features.appendLimit !== undefined && size > features.appendLimit) {
    return itemRefusedError(
      `The item has ${size} bytes, the target takes ${features.appendLimit} (APPENDLIMIT).`,
      'item-too-large',
    );
  }
  if (holdsNul && !features.binary) {
    return itemRefusedError('The item holds NUL bytes, which the target cannot take (no BINARY).');
  }
  return undefined;
}

/** A literal without NUL is all that IMAP's plain literals may carry (RFC 9051 §4.3); streamed bodies came out of one. */
function hasNul({ body }: OutgoingItem): boolean {
  if (body.kind !== 'whole') return false;
  const { buffer, byteOffset, byteLength } = body.bytes;
  return Buffer.from(buffer, byteOffset, byteLength).includes(0);
}

function withSmallestLast(group: readonly number[], items: readonly OutgoingItem[]): number[] {
  const last = items[group.at(-1) ?? 0];
  let best = group.length - 1;
  for (let at = best; at >= 0; at -= 1) {
    const item = items[group[at] ?? 0];
    if (item?.receivedAt.epochSeconds !== last?.receivedAt.epochSeconds) break;
    if (sizeAt(items, group[at]) < sizeAt(items, group[best])) best = at;
  }
  const chosen = group[best];
  if (chosen === undefined) return [...group];
  return [...group.slice(0, best), ...group.slice(best + 1), chosen];
}

function sizeAt(items: readonly OutgoingItem[], place: number | undefined): number {
  const item = place === undefined ? undefined : items[place];
  return item === undefined ? 0 : bodySize(item.body);
}

/** The literal of an item, up to its first byte, and whether the server must be waited for before that. */
export function appendHeader(
  item: OutgoingItem,
  features: ServerFeatures,
  options: { readonly mustWait: boolean; readonly holdsNul: boolean },
): { readonly text: string; readonly isSynchronising: boolean } {
  const size = bodySize(item.body);
  const mayRun =
    features.literals === 'plus' || (features.literals === 'small' && size <= smallLiteralBytesMax);
  const isSynchronising = options.mustWait || !mayRun;
  const flags = writableFlags(item.flags).join(' ');
  const date = formatInternalDate(item.receivedAt);
  const literal = `${options.holdsNul ? '~' : ''}{${size}${isSynchronising ? '' : '+'}}`;
  return { text: ` (${flags}) "${date}" ${literal}\r\n`, isSynchronising };
}
