import type { FieldFilter } from '@mailhaul/application';
import type { Draft } from '../draft.ts';

/** Documents of one tenant in memory. */
export class MapDraft implements Draft {
  readonly documents = new Map<string, object>();

  get<T extends object>(collection: string, id: string): Promise<T | undefined> {
    return Promise.resolve(this.documents.get(`${collection} ${id}`) as T | undefined);
  }

  put(collection: string, id: string, body: object): void {
    this.documents.set(`${collection} ${id}`, body);
  }

  remove(collection: string, id: string): void {
    this.documents.delete(`${collection} ${id}`);
  }

  isShown(): boolean {
    return false;
  }

  async *each<T extends object>(collection: string, filters: readonly FieldFilter[]) {
    for (const [key, body] of [...this.documents]) {
      const [of, id = ''] = key.split(' ');
      if (of !== collection || !filters.every((filter) => isFound(filter, body))) continue;
      yield await Promise.resolve({ id, body: body as T });
    }
  }

  async sweep(collection: string, filters: readonly FieldFilter[]): Promise<void> {
    for await (const { id } of this.each(collection, filters)) this.remove(collection, id);
  }

  all<T extends object>(collection: string): readonly T[] {
    return [...this.documents]
      .filter(([key]) => key.startsWith(`${collection} `))
      .map(([, body]) => body as T);
  }
}

function isFound(filter: FieldFilter, body: object): boolean {
  const value = (body as Record<string, unknown>)[filter.field] as string;
  if (filter.is === 'within') throw new Error('no projection asks so');
  return filter.is === 'equal' ? value === filter.value : filter.values.includes(value);
}
