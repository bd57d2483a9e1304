import {
  ConnectorError,
  type ItemBody,
  type ItemInfo,
  type MailSession,
  type OutgoingItem,
  type ReadItem,
  type WriteGate,
  type WriteResult,
} from '@mailhaul/connector-contract';
import { expect } from 'vitest';

export const openGate: WriteGate = { beforeCommit: () => Promise.resolve() };

export const wholeBytesMax = 1024 * 1024;

/** A message of its own; the date tells `n`. */
export function message(
  n: number,
  text = `Message-ID: <${n}@case>\r\nSubject: ${n}\r\n\r\nbody ${n}\r\n`,
): OutgoingItem {
  return {
    receivedAt: { epochSeconds: 1_000_000_000 + n, zoneMinutes: 0 },
    flags: [],
    body: { kind: 'whole', bytes: Buffer.from(text, 'latin1') },
  };
}

export function messages(count: number, from = 1): OutgoingItem[] {
  return Array.from({ length: count }, (_, at) => message(from + at));
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export async function makeFolder(session: MailSession, ...path: string[]): Promise<string> {
  return (await session.ensureFolder(path, { subscribe: false })).folder.id;
}

/** Writes in as many batches as the capabilities ask for; each must be taken. */
export async function writeAll(
  session: MailSession,
  folderId: string,
  items: readonly OutgoingItem[],
): Promise<void> {
  const { batchItemsMax } = session.capabilities;
  for (let at = 0; at < items.length; at += batchItemsMax) {
    const part = items.slice(at, at + batchItemsMax);
    const result = await session.writeBatch(folderId, part, openGate);
    expect(kindsOf(result)).toEqual(part.map(() => 'written'));
  }
}

export function kindsOf(result: WriteResult): string[] {
  return result.kind === 'batch-refused' ? [result.kind] : result.outcomes.map(({ kind }) => kind);
}

export async function listAll(session: MailSession, folderId: string): Promise<ItemInfo[]> {
  return (await collect(session.listItems(folderId))).flatMap(({ items }) => items);
}

export interface ReadWhole extends Omit<ReadItem, 'body'> {
  readonly text: string;
  readonly bodyKind: ItemBody['kind'];
}

/** Reads these items (all where none are named) with their bodies, one character per byte. */
export async function readAll(
  session: MailSession,
  folderId: string,
  options: { readonly ids?: readonly number[]; readonly wholeBytesMax?: number } = {},
): Promise<ReadWhole[]> {
  const { generation } = await session.folderState(folderId);
  const ids = options.ids ?? (await listAll(session, folderId)).map(({ id }) => id);
  const read: ReadWhole[] = [];
  const request = { generation, ids, wholeBytesMax: options.wholeBytesMax ?? wholeBytesMax };
  for await (const { body, ...item } of session.readItems(folderId, request)) {
    read.push({ ...item, bodyKind: body.kind, text: await textOf(body) });
  }
  return read;
}

export async function textOf(body: ItemBody): Promise<string> {
  const chunks = body.kind === 'whole' ? [body.bytes] : await collect(body.chunks);
  return Buffer.concat(chunks).toString('latin1');
}

export async function failureOf(work: Promise<unknown>): Promise<ConnectorError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConnectorError);
  if (!(error instanceof ConnectorError)) throw new Error('did not fail with a ConnectorError');
  expect(error.remedy).not.toBe('');
  return error;
}

/** The one error of a refused write, however the system says it. */
export function refusalOf(result: WriteResult): ConnectorError | undefined {
  if (result.kind === 'batch-refused') return result.error;
  return result.outcomes.flatMap((outcome) =>
    outcome.kind === 'refused' ? [outcome.error] : [],
  )[0];
}
