import type { ItemForm, ItemTraits, ReadItem, ReadRequest } from '@mailhaul/connector-contract';
import { formFor, type MemoryItem } from '@mailhaul/connector-memory';
import { hash } from 'node:crypto';
import type { SimServer } from './sim-server.ts';

/** An item under the number that the session gives it. */
export interface NumberedItem {
  readonly id: number;
  readonly item: MemoryItem;
}

/** What the server says of an item besides its bytes. */
export function traitsAt(server: Told, item: MemoryItem): ItemTraits {
  const { profile } = server;
  const { kind, marker } = item;
  const { keepsMarkers = false } = profile.capabilities;
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(profile.tellsLikeness
      ? { likeness: likenessOf(server.bytesAsSent(item.bytes), kind) }
      : {}),
    ...(keepsMarkers && marker !== undefined ? { marker } : {}),
  };
}

type Told = Pick<SimServer, 'profile' | 'bytesAsSent' | 'readings'>;

/** The same on both sides, whatever the target stores. */
export function likenessOf(bytes: Uint8Array, kind = 'mail'): string {
  return hash('sha256', Buffer.concat([Buffer.from(`${kind}\n`), bytes]), 'hex').slice(0, 32);
}

/** The item in a form that was asked for: its bytes, and what is said of it. */
export function inForm(
  server: Told,
  { id, item }: NumberedItem,
  { forms }: ReadRequest,
): Omit<ReadItem, 'body'> & { readonly bytes: Uint8Array } {
  const { receivedAt, flags, bytes } = item;
  const known = { id, receivedAt, flags, ...traitsAt(server, item) };
  const form = formFor(item, forms, server.profile.capabilities.givesForms);
  if (form === undefined) return { ...known, isFormless: true, bytes: new Uint8Array() };
  if (form === 'mime') return { ...known, bytes };
  server.readings.count += 1;
  return { ...known, form, bytes: veiled(bytes, server.readings.count) };
}

/** Other forms are made anew for each reader: of the same length, and never the same twice running. */
function veiled(bytes: Uint8Array, reading: number): Uint8Array {
  return bytes.map((byte) => byte ^ (0x80 | (reading % 2)));
}

const firstLetters = ['M', 'S', 'X'].map((letter) => letter.charCodeAt(0));

/** What a target takes out of it: the text begins with one of a few letters. */
export function unveiled(bytes: Uint8Array, form: ItemForm = 'mime'): Uint8Array {
  if (form === 'mime') return bytes;
  const [first = 0] = bytes;
  const veil = [0x80, 0x81].find((one) => firstLetters.includes(first ^ one)) ?? 0;
  return bytes.map((byte) => byte ^ veil);
}
