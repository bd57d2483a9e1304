import type { MessagePort } from 'node:worker_threads';
import type { EventStore } from '@mailhaul/application';
import { failureOf } from './failures.ts';
import type { Answer, AnswerValue, FlowItem, FlowRequest, Request } from './messages.ts';
import { OutgoingFlow } from './outgoing-flow.ts';

export interface ServedEventStore {
  /** Serves no more; the far side finds its store unavailable. The store itself stays open. */
  close(): void;
}

/**
 * Gives the store to whoever holds the other end of the channel (a thread of this process), until that end closes. Any
 * number of ends may be served; the store belongs to its owner, and no end can close it.
 */
export function serveEventStore(port: MessagePort, store: EventStore): ServedEventStore {
  const flows = new Map<number, { readonly flow: OutgoingFlow; readonly stop: AbortController }>();

  const post = (answer: Answer) => {
    port.postMessage(answer);
  };
  const answer = (seq: number, work: Promise<AnswerValue>) => {
    work.then(
      (value) => post({ kind: 'answer', seq, value }),
      (error: unknown) => post({ kind: 'failure', seq, failure: failureOf(error) }),
    );
  };
  const begin = (request: FlowRequest) => {
    const { seq } = request;
    const stop = new AbortController();
    const flow = new OutgoingFlow(seq, post);
    flows.set(seq, { flow, stop });
    void flow.send(itemsOf(store, request, stop.signal)).then(() => flows.delete(seq));
  };
  const leave = (seq: number) => {
    const served = flows.get(seq);
    served?.flow.leave();
    served?.stop.abort();
  };

  port.on('message', (request: Request) => {
    switch (request.op) {
      case 'append':
        answer(request.seq, store.append(request.stream, request.events, request.expected));
        return;
      case 'read-last':
        answer(request.seq, store.readLast(request.stream));
        return;
      case 'list-streams':
        answer(request.seq, store.listStreams(request.prefix));
        return;
      case 'read-stream':
      case 'subscribe':
        begin(request);
        return;
      case 'more':
        flows.get(request.seq)?.flow.more();
        return;
      case 'leave':
        leave(request.seq);
    }
  });
  port.on('close', () => {
    for (const seq of flows.keys()) leave(seq);
  });
  return { close: () => port.close() };
}

function itemsOf(
  store: EventStore,
  request: FlowRequest,
  signal: AbortSignal,
): AsyncIterable<FlowItem> {
  if (request.op === 'read-stream') return store.readStream(request.stream, { from: request.from });
  const { after, streamPrefixes } = request;
  return store.subscribeToAll({
    signal,
    ...(after === undefined ? {} : { after }),
    ...(streamPrefixes === undefined ? {} : { streamPrefixes }),
  });
}
