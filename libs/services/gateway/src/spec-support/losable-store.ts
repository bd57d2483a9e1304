import type { ReadStore } from '@mailhaul/application';
import { collections } from '@mailhaul/contracts';
import { SqliteReadStore } from '@mailhaul/read-store-sqlite';

/** A read store whose documents can be lost under those who use it. For specs only. */
export async function losableStore(): Promise<{
  readonly readStore: ReadStore;
  readonly lose: () => Promise<void>;
}> {
  const empty = () => SqliteReadStore.open({ path: ':memory:', collections });
  let present = await empty();
  const readStore: ReadStore = new Proxy(present, {
    get(_first, name) {
      const value: unknown = Reflect.get(present, name, present);
      return typeof value === 'function' ? (value.bind(present) as unknown) : value;
    },
  });
  const lose = async () => {
    const lost = present;
    present = await empty();
    await lost.close();
  };
  return { readStore, lose };
}
