import {
  type MailConnector,
  type MailSession,
  type OutgoingItem,
  type WriteResult,
  bodySize,
} from '@mailhaul/connector-contract';
import type { Clock } from '@mailhaul/kernel';
import { forwardSession } from '../session/forward-session.ts';
import { observeIterable } from '../session/observe-iterable.ts';
import type { Operation, OperationMeter } from './operation-meter.ts';

/** Counts every operation of the connector's sessions in `meter`; changes nothing. */
export function withMeter(connector: MailConnector, meter: OperationMeter): MailConnector {
  return {
    kind: connector.kind,
    identity: connector.identity,
    async open(context) {
      const gauge = new Gauge(meter, context.clock);
      return meteredSession(await gauge.call('open', () => connector.open(context)), gauge);
    },
  };
}

function meteredSession(inner: MailSession, gauge: Gauge): MailSession {
  return forwardSession(inner, {
    listFolders: () => gauge.call('listFolders', () => inner.listFolders()),
    folderState: (folderId) => gauge.call('folderState', () => inner.folderState(folderId)),
    ensureFolder: (path, options) =>
      gauge.call('ensureFolder', () => inner.ensureFolder(path, options)),
    listItems: (folderId, range) =>
      gauge.iterable(
        'listItems',
        () => inner.listItems(folderId, range),
        (page) => {
          gauge.meter.countItems('listItems', page.items.length, 0);
        },
      ),
    readItems: (folderId, request) =>
      gauge.iterable(
        'readItems',
        () => inner.readItems(folderId, request),
        (item) => {
          gauge.meter.countItems('readItems', 1, bodySize(item.body));
        },
      ),
    writeBatch: async (folderId, items, gate) => {
      const result = await gauge.call('writeBatch', () => inner.writeBatch(folderId, items, gate));
      countWritten(gauge.meter, items, result);
      return result;
    },
    removeItems: async (folderId, request) => {
      await gauge.call('removeItems', () => inner.removeItems(folderId, request));
      gauge.meter.countItems('removeItems', request.ids.length, 0);
    },
  });
}

/** Refusals that come as results are errors of the operation too. */
function countWritten(
  meter: OperationMeter,
  items: readonly OutgoingItem[],
  result: WriteResult,
): void {
  if (result.kind === 'batch-refused') {
    meter.countError('writeBatch', result.error);
    return;
  }
  result.outcomes.forEach((outcome, at) => {
    const item = items[at];
    if (outcome.kind === 'refused') meter.countError('writeBatch', outcome.error);
    else if (item !== undefined) meter.countItems('writeBatch', 1, bodySize(item.body));
  });
}

class Gauge {
  readonly meter: OperationMeter;
  readonly #clock: Clock;

  constructor(meter: OperationMeter, clock: Clock) {
    this.meter = meter;
    this.#clock = clock;
  }

  async call<T>(operation: Operation, run: () => Promise<T>): Promise<T> {
    const startedMs = this.#start(operation);
    try {
      return await run();
    } catch (error) {
      this.meter.countError(operation, error);
      throw error;
    } finally {
      this.#finish(operation, startedMs);
    }
  }

  iterable<T>(
    operation: Operation,
    request: () => AsyncIterable<T>,
    onElement: (element: T) => void,
  ): AsyncIterable<T> {
    const startedMs = this.#start(operation);
    let isAnswered = false;
    return observeIterable(request(), {
      onElement,
      onAnswered: () => {
        if (!isAnswered) this.#finish(operation, startedMs);
        isAnswered = true;
      },
      onError: (error) => {
        this.meter.countError(operation, error);
      },
    });
  }

  #start(operation: Operation): number {
    this.meter.countCall(operation);
    return this.#clock.monotonicMs();
  }

  #finish(operation: Operation, startedMs: number): void {
    this.meter.countRoundTrip(operation, this.#clock.monotonicMs() - startedMs);
  }
}
