import {
  type Activity,
  activitySchema,
  connectionSchema,
  failedItemSchema,
  type FailedCause,
  jobSchema,
  type News,
  newsSchema,
  pairSchema,
  type SearchHit,
} from '@mailhaul/contracts';
import { errorCatalogue, type ErrorCode } from '@mailhaul/connector-contract';
import { alertDecider, alertStream } from '@mailhaul/domain';
import { uuid5 } from '@mailhaul/kernel';
import { Controller, Inject } from '@nestjs/common';
import { equal, oneOf } from '../commands/documents.ts';
import { inParallel } from '../commands/in-parallel.ts';
import { GatewayParts } from '../gateway-parts.ts';
import { ApiProblem } from '../http/api-problem.ts';
import { orderOf, param } from '../http/call-facts.ts';
import type { Call } from '../http/call.ts';
import { Serves, TheCall } from '../http/serves.ts';
import { jobPlaceOf } from '../jobs/job-place.ts';
import { shownKinds } from './news-settings.ts';

const clearsAtOnce = 16;
const hitsEachMax = 8;

/** What happened: activity, news, failed items, and finding things by name. */
@Controller()
export class HistoryController {
  readonly #parts: GatewayParts;

  constructor(@Inject(GatewayParts) parts: GatewayParts) {
    this.#parts = parts;
  }

  @Serves('listActivity')
  async listActivity(@TheCall() { tenant, query }: Call<'listActivity'>) {
    const { jobId, pairId, connectionId, tone } = query;
    const page = await this.#parts.documents.list({
      ...{ collection: 'activity', schema: activitySchema, tenant, page: query },
      ...{ defaultSort: '-at' },
      fields: [
        equal('jobId', jobId),
        equal('pairId', pairId),
        equal('connectionId', connectionId),
        equal('tone', tone),
      ],
    });
    return { ...page, rows: page.rows.map((row) => this.#named(row)) };
  }

  @Serves('listNews')
  listNews(@TheCall() { tenant, query }: Call<'listNews'>) {
    return this.#parts.documents.list({
      ...{ collection: 'news', schema: newsSchema, tenant, page: query, defaultSort: '-at' },
      fields: [
        equal('tone', query.tone),
        equal('isCleared', query.isCleared),
        equal('jobId', query.jobId),
        oneOf('about', query.about),
      ],
    });
  }

  @Serves('countNews')
  async countNews(@TheCall() { tenant, query }: Call<'countNews'>) {
    const shown =
      query.shown === true ? await shownKinds(this.#parts.commander, tenant) : undefined;
    if (shown?.length === 0) return { good: 0, bad: 0 };
    const fields = [
      equal('isCleared', false),
      equal('jobId', query.jobId),
      oneOf('about', shown),
    ].filter((field) => field !== undefined);
    const { readStore } = this.#parts.options;
    const counted = await readStore.countBy('news', 'tone', { tenant, fields });
    return { good: counted.get('good') ?? 0, bad: counted.get('bad') ?? 0 };
  }

  @Serves('readNews')
  readNews(@TheCall() call: Call<'readNews'>): Promise<News> {
    const key = { tenant: call.tenant, id: param(call, 'news') };
    return this.#parts.documents.need(newsSchema, 'news', key);
  }

  @Serves('clearNews')
  async clearNews(@TheCall() call: Call<'clearNews'>): Promise<void> {
    const position = await this.#clear(call, param(call, 'news'), call.commandId);
    await this.#parts.commander.shown(position);
  }

  @Serves('clearAllNews')
  async clearAllNews(@TheCall() call: Call<'clearAllNews'>) {
    const { documents, commander } = this.#parts;
    const { tenant, body } = call;
    const news = await Array.fromAsync(
      documents.each({
        ...{ collection: 'news', schema: newsSchema, tenant, defaultSort: '-at' },
        fields: [equal('isCleared', false), equal('tone', body.tone), equal('jobId', body.jobId)],
      }),
    );
    let last = 0n;
    await inParallel(news, clearsAtOnce, async ({ id }) => {
      const position = await this.#clear(call, id, uuid5(call.commandId, id));
      if (position > last) last = position;
    });
    await commander.shown(last);
    return { cleared: news.length };
  }

  @Serves('listJobFailedItems')
  async listJobFailedItems(@TheCall() call: Call<'listJobFailedItems'>) {
    const { tenant, id } = await this.#needJob(call);
    const { reason, pairId } = call.query;
    return this.#parts.documents.list({
      ...{ collection: 'failed-items', schema: failedItemSchema, tenant, page: call.query },
      ...{ defaultSort: '-failedAt' },
      fields: [equal('jobId', id), equal('pairId', pairId), equal('reason', reason)],
    });
  }

  @Serves('listFailedCauses')
  async listFailedCauses(@TheCall() call: Call<'listFailedCauses'>): Promise<FailedCause[]> {
    const { tenant, id } = await this.#needJob(call);
    const fields = [{ field: 'jobId', is: 'equal', value: id }] as const;
    const { readStore } = this.#parts.options;
    const counted = await readStore.countBy('failed-items', 'reason', { tenant, fields });
    return [...counted]
      .map(([reason, items]) => causeOf(String(reason), items))
      .sort((a, b) => b.items - a.items);
  }

  @Serves('search')
  async search(@TheCall() { tenant, query }: Call<'search'>): Promise<SearchHit[]> {
    const { documents } = this.#parts;
    const page = { q: query.q, limit: hitsEachMax };
    const [jobs, pairs, connections] = await Promise.all([
      documents.list({ collection: 'jobs', schema: jobSchema, tenant, page, defaultSort: 'name' }),
      documents.list({
        ...{ collection: 'pairs', schema: pairSchema, tenant, page, defaultSort: 'source' },
      }),
      documents.list({
        ...{ collection: 'connections', schema: connectionSchema, tenant, page },
        ...{ defaultSort: 'name' },
      }),
    ]);
    return [
      ...jobs.rows.map(({ id, name, status }) => ({
        ...{ kind: 'job' as const, id, jobId: id, title: name, subtitle: status },
      })),
      ...pairs.rows.map(({ id, jobId, source, target }) => ({
        ...{ kind: 'pair' as const, id, jobId, title: source, subtitle: target },
      })),
      ...connections.rows.map(({ id, name, host }) => ({
        ...{ kind: 'connection' as const, id, title: name, subtitle: host },
      })),
    ];
  }

  async #needJob(call: Call<'listJobFailedItems'> | Call<'listFailedCauses'>) {
    const place = jobPlaceOf(call);
    const job = await this.#parts.options.readStore.get('jobs', place);
    if (job === undefined) throw new ApiProblem('not-found');
    return place;
  }

  async #clear(call: Call, id: string, commandId: string): Promise<bigint> {
    const { tenant } = call;
    const aggregate = { tenant, stream: alertStream(tenant, id), decider: alertDecider };
    const order = orderOf(call, this.#parts.options.clock);
    const command = { kind: 'ClearAlert', ...order, commandId } as const;
    return (await this.#parts.commander.command(aggregate, command)).position;
  }

  /** People are named when they are shown: the log has their ids alone. */
  #named(row: Activity): Activity {
    const name = this.#parts.operators.get(row.actor)?.operator.details?.name;
    return name === undefined ? row : { ...row, actorName: name };
  }
}

function causeOf(reason: string, items: number): FailedCause {
  const known = Object.hasOwn(errorCatalogue, reason)
    ? errorCatalogue[reason as ErrorCode]
    : undefined;
  const { cause, fixedBy, whatToDo } = known ?? {
    cause: 'The items could not be copied.',
    fixedBy: 'operator',
    whatToDo: 'Look at the server’s own words beside the items, then request a delta.',
  };
  return { reason, items, cause, fixedBy, whatToDo };
}
