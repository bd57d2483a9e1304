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
  const form = formFor(item, forms, formsOf(server.profile, item));
  if (form === undefined) return { ...known, isFormless: true, bytes: new Uint8Array() };
  if (form === 'mime') return { ...known, bytes };
  server.readings.count += 1;
  return { ...known, form, bytes: veiled(bytes, server.readings.count) };
}

/** Items without a stream are had in their next form. */
function formsOf(
  { capabilities: { givesForms }, unexportableEvery }: SimServer['profile'],
  { bytes }: MemoryItem,
): readonly ItemForm[] | undefined {
  const isWithout = unexportableEvery > 0 && checksum(bytes) % unexportableEvery === 0;
  return isWithout ? givesForms?.filter((form) => form !== 'exchange-stream') : givesForms;
}

function checksum(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => (31 * sum + byte) % 65_521, 7);
}

const earlier = 'earlier ';

/** A stream is the whole item: of some also the marker that an earlier migration gave them. */
function markerInStream(bytes: Uint8Array): { readonly marker?: string } {
  const sum = checksum(bytes);
  return sum % 5 === 1 ? { marker: `${earlier}${sum}` } : {};
}

export function isEarlier(marker: string): boolean {
  return marker.startsWith(earlier);
}

/** Other forms are made anew for each reader: of the same length, and never the same twice running. */
function veiled(bytes: Uint8Array, reading: number): Uint8Array {
  return bytes.map((byte) => byte ^ (0x80 | (reading % 2)));
}

const firstLetters = ['M', 'S', 'X'].map((letter) => letter.charCodeAt(0));

/** What a target takes out of it: the text begins with one of a few letters. */
export function unveiled(
  bytes: Uint8Array,
  form: ItemForm = 'mime',
): { readonly bytes: Uint8Array; readonly marker?: string } {
  if (form === 'mime') return { bytes };
  const [first = 0] = bytes;
  const veil = [0x80, 0x81].find((one) => firstLetters.includes(first ^ one)) ?? 0;
  const whole = bytes.map((byte) => byte ^ veil);
  return { bytes: whole, ...(form === 'exchange-stream' ? markerInStream(whole) : {}) };
}
