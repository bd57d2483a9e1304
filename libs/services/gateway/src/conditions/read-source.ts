import type { FoundMailbox, SearchLimit } from '@mailhaul/contracts';
import type { KnownMailbox, MailboxCondition } from '@mailhaul/domain';
import { inSlices } from '../commands/in-slices.ts';
import { KeptSearches } from '../connections/kept-searches.ts';
import { type SavedConnection, searchConnection } from '../connections/search-connection.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import { ApiProblem } from '../http/api-problem.ts';

/** As many mailboxes as a job may have rows. */
const mailboxesMax = 50_000;
/** Mailboxes between two pauses. */
const stepMailboxes = 250;
const everyKind = ['user', 'shared', 'room', 'equipment', 'public', 'system'] as const;

/** Whom a source knows now, with the groups and units that conditions name. */
export interface SourceMailboxes {
  readonly known: readonly KnownMailbox[];
  /** The source told of a part: who is missing may be there all the same. */
  readonly limit: SearchLimit | undefined;
  /** By the wall, of the oldest of its answers: what changed at the source later is not in them. */
  readonly readAtMs: number;
}

interface Asked {
  readonly saved: SavedConnection;
  readonly conditions: readonly MailboxCondition[];
  /** Aborts when whoever asked has left. */
  readonly signal: AbortSignal;
  /** Answers of a moment ago are good enough: somebody tries conditions one after the other. */
  readonly keptUnder?: string;
  /** Nothing that was kept will do: whoever asks has changed the directory. */
  readonly readAnew?: boolean | undefined;
}

/** One answer, as little of it as conditions ask: fifty thousand are kept for a while. */
interface Found {
  readonly mailboxes: readonly Omit<KnownMailbox, 'groups' | 'units'>[];
  readonly limit: SearchLimit | undefined;
  readonly readAtMs: number;
}

/** Answers kept: all mailboxes of a source, and a few of its groups and units. */
const keptMax = 4;

/** Asks the directories of sources, each group and unit by a question of its own. */
export class SourceReader {
  readonly #parts: GatewayParts;
  readonly #kept: KeptSearches<Found>;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
    this.#kept = new KeptSearches(parts.options.clock, keptMax);
  }

  /** @throws {ApiProblem} the source has no directory, it does not answer, or a condition names what is not there. */
  async read(asked: Asked): Promise<SourceMailboxes> {
    const { keptUnder, readAnew = false } = asked;
    // All of it, so that no answer of before stands beside one of now.
    if (readAnew && keptUnder !== undefined) this.#kept.forget(beginningOf(keptUnder));
    const all = await this.#search(asked, {});
    const inPlaces = { group: new Map<string, Ids>(), unit: new Map<string, Ids>() };
    let { limit, readAtMs } = all;
    for (const [index, condition] of asked.conditions.entries()) {
      if (condition.by !== 'group' && condition.by !== 'unit') continue;
      const { by } = condition;
      const name = condition.by === 'group' ? condition.group : condition.unit;
      if (inPlaces[by].has(name)) continue;
      const found = await this.#search(asked, { [by]: name }).catch((error: unknown) => {
        throw faultOf(error, index, by);
      });
      limit ??= found.limit;
      readAtMs = Math.min(readAtMs, found.readAtMs);
      inPlaces[by].set(name, new Set(found.mailboxes.map(({ id }) => id)));
    }
    const { clock } = this.#parts.options;
    const known = await inSlices(withPlaces(all.mailboxes, inPlaces), clock);
    return { known, limit, readAtMs };
  }

  async #search(asked: Asked, narrower: { group?: string; unit?: string }): Promise<Found> {
    const { saved, signal: left, keptUnder } = asked;
    const key = `${beginningOf(keptUnder)}${saved.revision} ${JSON.stringify(narrower)}`;
    const kept = keptUnder === undefined ? undefined : this.#kept.get(key);
    if (kept !== undefined) return kept;
    const { tests, options } = this.#parts;
    const { clock, random } = options;
    const kinds = saved.details.directory === undefined ? {} : { kind: [...everyKind] };
    // What changes while it answers may be missing: it counts as of before.
    const readAtMs = clock.wallMs();
    const { rows, limit } = await tests.run(left, (signal) =>
      searchConnection(this.#parts, saved, {
        query: { limit: 1, ...kinds, ...narrower, max: mailboxesMax },
        context: { clock, random, signal },
      }),
    );
    const found = { mailboxes: await inSlices(briefly(rows), clock), limit, readAtMs };
    if (keptUnder !== undefined) this.#kept.keep(key, found);
    return found;
  }
}

/** Each ends in a blank, and no id has one: of one connection, and not of one whose id begins alike. */
function beginningOf(keptUnder: string | undefined): string {
  return `${keptUnder ?? ''} `;
}

type Ids = ReadonlySet<string>;

interface Places {
  readonly group: ReadonlyMap<string, Ids>;
  readonly unit: ReadonlyMap<string, Ids>;
}

function* briefly(rows: readonly FoundMailbox[]): Generator<undefined, Found['mailboxes']> {
  const mailboxes: Found['mailboxes'][number][] = [];
  for (const row of rows) {
    if (mailboxes.length % stepMailboxes === 0) yield;
    const { address, name, aliases } = row;
    const kind = row.kind === 'mailbox' ? 'user' : row.kind;
    const named = name === '' ? {} : { name };
    mailboxes.push({ id: idOf(row), address, aliases, kind, ...named });
  }
  return mailboxes;
}

function* withPlaces(
  mailboxes: Found['mailboxes'],
  { group, unit }: Places,
): Generator<undefined, readonly KnownMailbox[]> {
  const known: KnownMailbox[] = [];
  for (const one of mailboxes) {
    if (known.length % stepMailboxes === 0) yield;
    known.push({ ...one, groups: holding(group, one.id), units: holding(unit, one.id) });
  }
  return known;
}

const nowhere: readonly string[] = [];

function holding(places: ReadonlyMap<string, Ids>, id: string): readonly string[] {
  if (places.size === 0) return nowhere;
  return [...places].filter(([, ids]) => ids.has(id)).map(([name]) => name);
}

function idOf({ id, address }: FoundMailbox): string {
  return id ?? address.toLowerCase();
}

/** Says which condition names what the directory does not have. */
function faultOf(error: unknown, index: number, by: 'group' | 'unit'): unknown {
  if (!(error instanceof ApiProblem) || error.code !== 'query-invalid') return error;
  const faults = (error.parts.faults ?? []).map(({ message }) => ({
    ...{ place: `conditions.${index}.${by}`, message },
  }));
  return new ApiProblem('body-invalid', { faults });
}
