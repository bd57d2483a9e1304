import type {
  CollectionSpec,
  DocumentChange,
  FieldKind,
  JsonObject,
  ReadGeneration,
  ReadQuery,
  ReadStore,
  StoredDocument,
} from '@mailhaul/application';
import { it } from 'vitest';
import type { MakeReadStore, ReadStoreUnderTest } from './read-store-conformance.ts';

export const pairs: CollectionSpec = {
  name: 'pairs',
  fields: { address: 'text', state: 'text', migrated: 'number', isBroken: 'boolean' },
  searched: ['address', 'displayName'],
};

/** Names that would break out of SQL, patterns, paths and prototypes. */
const protoField = JSON.parse('{"__proto__": "text"}') as Record<string, FieldKind>;

const strangeFields = {
  [`a'b"c; DROP TABLE x; --`]: 'text',
  'a.b': 'number',
  $where: 'text',
  constructor: 'text',
  hasOwnProperty: 'boolean',
  '': 'number',
  'ключ 🚚': 'text',
  ...protoField,
} as const satisfies CollectionSpec['fields'];

export const strange: CollectionSpec = {
  name: `o'dd "; DROP TABLE x; --`,
  fields: strangeFields,
  searched: ['$where', 'a[0]', '__proto__'],
};

export interface Bench {
  readonly store: ReadStore;
  readonly reopen: ReadStoreUnderTest['reopen'];
  readonly isAtomic: boolean;
  readonly longListRows: number;
}

/** One case with a store of its own, disposed of whatever happens. */
export function withStore(
  make: MakeReadStore,
): (name: string, body: (bench: Bench) => Promise<void>) => void {
  return (name, body) => {
    it(name, async () => {
      const { dispose, ...made } = await make([pairs, strange]);
      try {
        await body({ isAtomic: true, longListRows: 6000, reopen: undefined, ...made });
      } finally {
        await dispose();
      }
    });
  };
}

/** A change of `pairs` of tenant t. */
export function put(
  id: string,
  position: number,
  over: Partial<Omit<DocumentChange, 'position'>> = {},
): DocumentChange {
  const place = { collection: 'pairs', tenant: 't', id, position: BigInt(position) };
  return { ...place, body: { id }, ...over };
}

export function remove(id: string, position: number): DocumentChange {
  return put(id, position, { body: undefined });
}

/** One document a body, ids '000', '001' … */
export async function fill(
  store: ReadStore,
  bodies: readonly JsonObject[],
  over: Partial<Omit<DocumentChange, 'position' | 'body'>> = {},
): Promise<void> {
  const changes = bodies.map((body, n) => put(numbered(n), n + 1, { ...over, body }));
  await store.apply({ changes, checkpoint: BigInt(bodies.length) }, 'live');
}

export async function apply(
  store: ReadStore,
  changes: readonly DocumentChange[],
  generation: ReadGeneration = 'live',
): Promise<void> {
  const positions = changes.map(({ position }) => position);
  const checkpoint = positions.reduce((a, b) => (a > b ? a : b), 0n);
  await store.apply({ changes, checkpoint }, generation);
}

export function numbered(n: number): string {
  return String(n).padStart(3, '0');
}

export const byAddress = { field: 'address', direction: 'ascending' } as const;

/** A query of `pairs` of tenant t, by address. */
export function ask(over: Partial<ReadQuery> = {}): ReadQuery {
  return { tenant: 't', sort: byAddress, limit: 100, ...over };
}

export async function idsOf(
  store: ReadStore,
  over: Partial<ReadQuery> = {},
): Promise<readonly string[]> {
  return (await findAll(store, 'pairs', ask(over))).map(({ id }) => id);
}

/** All pages. */
export async function findAll(
  store: ReadStore,
  collection: string,
  query: ReadQuery,
): Promise<readonly StoredDocument[]> {
  const rows: StoredDocument[] = [];
  let page = await store.find(collection, query);
  rows.push(...page.rows);
  while (page.next !== undefined) {
    page = await store.find(collection, { ...query, after: page.next });
    rows.push(...page.rows);
  }
  return rows;
}

/** 0, 1, 2 … */
export function countTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i);
}
