import type { ItemKind, SessionMemory } from '@mailhaul/connector-contract';
import * as z from 'zod';
import type { ToldProperties } from '../soap/properties.ts';
import { UnfinishedItems } from './unfinished-items.ts';

const memoryKey = 'ews-server';
const told = z.object({
  numbering: z.enum(['article', 'book']).exactOptional(),
  markers: z.enum(['kept', 'dropped']).exactOptional(),
});

export type Numbering = 'article' | 'book';

/** What shows of a server when it is used; shared by all sessions of one connector, and partly kept with the pair. */
export class ServerFacts {
  /** How items are numbered; undefined until it was looked for. */
  numbering: Numbering | undefined;
  /** Whether items keep named properties: undefined until one was written. */
  markers: 'kept' | 'dropped' | undefined;
  /** Properties without an element are taken (some servers refuse an item for some of them). */
  takesExtras = true;
  /** Files stay with an item that is made with them; undefined until one was. */
  keepsInlineFiles: boolean | undefined;
  /** Undefined until it was asked for. */
  toldProperties: ToldProperties | undefined;
  /** `exchange-stream` is offered; undefined until it was asked for. */
  exports: boolean | undefined;
  uploads: boolean | undefined;
  /** Answers stand in the order of what was asked for, as far as was seen. */
  answersInOrder = true;
  /** A session may have a second line. */
  takesSecondLine = true;
  /** By kind of item: a request that names every field is answered. */
  readonly takesFieldNames = new Map<ItemKind, boolean>();
  readonly unfinished = new UnfinishedItems();
  readonly #remembered = new WeakMap<SessionMemory, string>();

  /** Numbers must be given the same way as long as a ledger knows them. */
  async recall(memory: SessionMemory | undefined): Promise<void> {
    if (memory === undefined) return;
    const entries = await memory.recall(memoryKey);
    const last = entries.at(-1);
    if (last === undefined) return;
    const text = Buffer.from(last).toString('utf8');
    const known = told.parse(JSON.parse(text));
    this.#remembered.set(memory, text);
    this.numbering ??= known.numbering;
    this.markers ??= known.markers;
  }

  /** Resolves once it is durable; nothing is kept twice. */
  async remember(memory: SessionMemory | undefined): Promise<void> {
    const { numbering, markers } = this;
    const text = JSON.stringify({ numbering, markers });
    if (memory === undefined || text === this.#remembered.get(memory)) return;
    await memory.add(memoryKey, Buffer.from(text), { begin: true });
    this.#remembered.set(memory, text);
  }
}

const byConnector = new WeakMap<object, ServerFacts>();

/** Those of a connector, by its settings. */
export function factsAbout(settings: object): ServerFacts {
  let facts = byConnector.get(settings);
  if (facts === undefined) byConnector.set(settings, (facts = new ServerFacts()));
  return facts;
}
