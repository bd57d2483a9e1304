import {
  failedItemSchema,
  folderSchema,
  jobSchema,
  type Pair as PairResource,
  pairSchema,
  type PairStatus,
} from '@mailhaul/contracts';
import { Controller, Inject } from '@nestjs/common';
import { equal, oneOf } from '../commands/documents.ts';
import { GatewayParts } from '../gateway-parts.ts';
import { ApiProblem } from '../http/api-problem.ts';
import { orderOf } from '../http/call-facts.ts';
import type { Call } from '../http/call.ts';
import { Serves, TheCall } from '../http/serves.ts';
import { JobCommands } from '../jobs/job-commands.ts';
import { jobPlaceOf } from '../jobs/job-place.ts';
import { actOnPairs } from './act-on-pairs.ts';
import { importPairs } from './import-pairs.ts';
import { LeftRows } from './left-rows.ts';
import { keyOfSide } from './mailbox-keys.ts';
import { matchPairs } from './match-pairs.ts';
import { newPairResource } from './new-pair-resource.ts';
import { pairAggregate, pairPlaceOf } from './pair-place.ts';
import { PairSaver, type PairToSave, type SavedPair } from './pair-saver.ts';
import { previewMatches } from './preview-matches.ts';
import { withPlaces } from './places-in-line.ts';
import { pairsByTarget } from './taken-mailboxes.ts';

const takenCodes = {
  target: 'target-taken',
  source: 'source-taken',
  externalId: 'external-id-taken',
} as const;

/** Pairs of one job whose source has one address: the mailbox itself, its archive, public folders, and one that is edited. */
const sameAddressMax = 10;

@Controller()
export class PairsController {
  readonly #parts: GatewayParts;
  readonly #jobs: JobCommands;
  readonly #saver: PairSaver;

  constructor(@Inject(GatewayParts) parts: GatewayParts) {
    this.#parts = parts;
    this.#jobs = new JobCommands(parts);
    this.#saver = new PairSaver(parts);
  }

  @Serves('listPairs')
  async listPairs(@TheCall() call: Call<'listPairs'>) {
    const { tenant, query } = call;
    const { id } = await this.#needJob(call);
    const { documents } = this.#parts;
    const page = await documents.list({
      ...{ collection: 'pairs', schema: pairSchema, tenant, defaultSort: 'source', page: query },
      fields: [
        equal('jobId', id),
        oneOf('status', query.status),
        equal('reason', query.reason),
        equal('priority', query.priority),
      ],
    });
    return { ...page, rows: await withPlaces(documents, tenant, page.rows) };
  }

  @Serves('countPairs')
  async countPairs(@TheCall() call: Call<'countPairs'>) {
    const { tenant, query } = call;
    const { id, job } = await this.#needJob(call);
    if (query.q === undefined) {
      // The job's document counts along: no look at 50,000 pairs.
      const { statuses, pairs: all } = jobSchema.parse(job.body);
      return { all, statuses };
    }
    const counted = await this.#parts.options.readStore.countBy('pairs', 'status', {
      tenant,
      fields: [{ field: 'jobId', is: 'equal', value: id }],
      search: query.q,
    });
    const statuses = Object.fromEntries(counted) as Partial<Record<PairStatus, number>>;
    const all = [...counted.values()].reduce((sum, one) => sum + one, 0);
    return { all, statuses };
  }

  @Serves('addPair')
  addPair(@TheCall() call: Call<'addPair'>): Promise<PairResource> {
    const place = jobPlaceOf(call);
    const { tenant } = place;
    return this.#inTurn(tenant, async () => {
      const { targetConnectionId } = await this.#jobs.known(place);
      const order = orderOf(call, this.#parts.options.clock);
      const left = await LeftRows.of(this.#parts.documents, place, call.body.source);
      const back = left.find(call.body);
      const input = back?.row ?? call.body;
      const toSave = { tenant, jobId: place.id, input, leftId: back?.id, order };
      await this.#refuseTaken(toSave, targetConnectionId);
      const saved = await this.#saved(toSave);
      if (saved.kind === 'added') {
        const wish = { kind: 'ChangePairs', added: 1, edited: 0, removed: 0, part: 'job' } as const;
        await this.#jobs.command(call, place, wish);
      }
      return this.#answer(toSave, saved);
    });
  }

  @Serves('importPairs')
  importPairs(@TheCall() call: Call<'importPairs'>) {
    const place = jobPlaceOf(call);
    const { tenant, id: jobId } = place;
    return this.#inTurn(tenant, async () => {
      const { targetConnectionId } = await this.#jobs.known(place);
      const by = { parts: this.#parts, saver: this.#saver };
      const job = { tenant, jobId, targetConnectionId };
      const { counts, commandId, position } = await importPairs(call, job, by);
      const thisImport: typeof call = { ...call, commandId };
      const { added, updated: edited } = counts;
      if (call.query.dryRun === true) return counts;
      let last = position;
      if (added + edited > 0) {
        const wish = { kind: 'ChangePairs', added, edited, removed: 0, part: 'job' } as const;
        const told = await this.#jobs.command(thisImport, place, wish);
        if (told.position > last) last = told.position;
      }
      await this.#parts.commander.shown(last);
      await this.#jobs.tellForgottenPairs(thisImport, place);
      return counts;
    });
  }

  @Serves('matchPairs')
  matchPairs(@TheCall() call: Call<'matchPairs'>) {
    const place = jobPlaceOf(call);
    const { tenant, id: jobId } = place;
    return this.#inTurn(tenant, async () => {
      const { targetConnectionId } = await this.#jobs.known(place);
      const job = { tenant, jobId, targetConnectionId };
      const { result, position } = await matchPairs(call, job, this.#parts);
      await this.#parts.commander.shown(position);
      return result;
    });
  }

  @Serves('previewMatches')
  async previewMatches(@TheCall() call: Call<'previewMatches'>) {
    const job = jobPlaceOf(call);
    const sides = await this.#jobs.known(job);
    return previewMatches(call, { job, sides, parts: this.#parts });
  }

  @Serves('actOnPairs')
  async actOnPairs(@TheCall() call: Call<'actOnPairs'>) {
    const place = jobPlaceOf(call);
    await this.#jobs.known(place);
    await this.#parts.commander.needLists();
    const { result, removed, position } = await actOnPairs(call, place, this.#parts);
    let last = position;
    if (removed > 0) {
      const wish = { kind: 'ChangePairs', added: 0, edited: 0, removed, part: 'job' } as const;
      last = (await this.#jobs.command(call, place, wish)).position;
    }
    await this.#parts.commander.shown(last > position ? last : position);
    return result;
  }

  @Serves('readPair')
  async readPair(@TheCall() call: Call<'readPair'>): Promise<PairResource> {
    const { documents } = this.#parts;
    const place = pairPlaceOf(call);
    const pair = await documents.need(pairSchema, 'pairs', place);
    const [placed = pair] = await withPlaces(documents, place.tenant, [pair]);
    return placed;
  }

  @Serves('editPair')
  editPair(@TheCall() call: Call<'editPair'>): Promise<PairResource> {
    const { tenant, id } = pairPlaceOf(call);
    return this.#inTurn(tenant, async () => {
      const { state } = await this.#parts.commander.fold(pairAggregate({ tenant, id }));
      const isThere = state.status !== 'unknown' && state.status !== 'removed';
      if (!isThere || state.jobId === undefined) throw new ApiProblem('not-found');
      const { jobId } = state;
      const { targetConnectionId } = await this.#jobs.known({ tenant, id: jobId });
      const order = orderOf(call, this.#parts.options.clock);
      const { expectedRevision } = call;
      const toSave = { tenant, jobId, id, input: call.body, order, expectedRevision };
      await this.#refuseTaken(toSave, targetConnectionId);
      const saved = await this.#saved(toSave);
      return this.#answer(toSave, saved);
    });
  }

  @Serves('listFolders')
  async listFolders(@TheCall() call: Call<'listFolders'>) {
    const { tenant, id } = pairPlaceOf(call);
    await this.readPair(call as unknown as Call<'readPair'>);
    return this.#parts.documents.list({
      ...{ collection: 'folders', schema: folderSchema, tenant, defaultSort: 'path' },
      ...{ page: call.query, fields: [equal('pairId', id)] },
    });
  }

  @Serves('listFailedItems')
  async listFailedItems(@TheCall() call: Call<'listFailedItems'>) {
    const { tenant, id } = pairPlaceOf(call);
    await this.readPair(call as unknown as Call<'readPair'>);
    return this.#parts.documents.list({
      ...{ collection: 'failed-items', schema: failedItemSchema, tenant, page: call.query },
      ...{ defaultSort: '-failedAt' },
      fields: [equal('pairId', id), equal('reason', call.query.reason)],
    });
  }

  async #needJob(call: Call<'listPairs'> | Call<'countPairs'>) {
    const place = jobPlaceOf(call);
    const job = await this.#parts.options.readStore.get('jobs', place);
    if (job === undefined) throw new ApiProblem('not-found');
    return { ...place, job };
  }

  /** Two pairs of one tenant could otherwise be given one target at the same moment. */
  #inTurn<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    return this.#parts.turns.run(`pairs of ${tenant}`, async () => {
      await this.#parts.commander.needLists();
      return work();
    });
  }

  /** @throws {ApiProblem} where another pair has one of the mailboxes, or the external id. */
  async #refuseTaken(toSave: PairToSave, targetConnectionId: string): Promise<void> {
    const { tenant, jobId, input, id } = toSave;
    const { documents } = this.#parts;
    const ofJob = async (field: 'source' | 'externalId') => {
      if (input[field] === undefined) return undefined;
      const { rows } = await documents.list({
        ...{ collection: 'pairs', schema: pairSchema, tenant, defaultSort: 'source' },
        fields: [equal('jobId', jobId), equal(field, input[field])],
        page: { limit: sameAddressMax },
      });
      const isSame = (row: PairResource) =>
        field === 'externalId' || keyOfSide(row, 'source') === keyOfSide(input, 'source');
      return rows.find((row) => row.id !== id && isSame(row));
    };
    const job = { tenant, jobId, targetConnectionId };
    const targets = await pairsByTarget(documents, job, [input]);
    const target = targets.get(keyOfSide(input, 'target'));
    const taken = {
      target: target?.id === id ? undefined : target,
      source: await ofJob('source'),
      externalId: await ofJob('externalId'),
    };
    for (const place of ['target', 'source', 'externalId'] as const) {
      const other = taken[place];
      if (other === undefined || (await this.#isRepeat(toSave, other.id))) continue;
      throw new ApiProblem(takenCodes[place], {
        faults: [{ place, message: 'is another pair’s' }],
      });
    }
  }

  /** True of the pair that an earlier attempt of the same request has made. */
  async #isRepeat({ tenant, id, order }: PairToSave, other: string): Promise<boolean> {
    if (id !== undefined) return false;
    const { stream } = pairAggregate({ tenant, id: other });
    return (await this.#parts.commander.doneBy(stream, order.commandId)) !== undefined;
  }

  async #saved(toSave: PairToSave): Promise<SavedPair> {
    const saved = await this.#saver.save(toSave);
    if (saved.kind === 'rejected') throw ApiProblem.ofRejection(saved);
    return saved;
  }

  async #answer({ tenant, jobId, input }: PairToSave, saved: SavedPair): Promise<PairResource> {
    const { commander, documents, options } = this.#parts;
    await commander.shown(saved.position);
    const { id, revision } = saved;
    const shown = await documents.get(pairSchema, 'pairs', { tenant, id });
    return shown ?? newPairResource(input, { id, jobId, revision, nowMs: options.clock.wallMs() });
  }
}
