import { type ServerWritableStream, status } from '@grpc/grpc-js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { DoubleLog, StoredEvent } from './double-log.ts';

type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

/** `Streams/Read`: a stream either way, or `$all` followed behind a position. */
export function answerRead(
  log: DoubleLog,
  call: ReadCall,
  liveEventsMax: number | undefined,
): void {
  const options = call.request.getOptions();
  call.on('error', () => undefined);
  if (options === undefined) {
    call.destroy(Object.assign(new Error('no options'), { code: status.INVALID_ARGUMENT }));
  } else if (options.hasSubscription()) {
    void followAll(log, call, liveEventsMax);
  } else {
    void readStream(log, call, options);
  }
}

async function readStream(log: DoubleLog, call: ReadCall, options: ReadReq.Options): Promise<void> {
  const place = options.getStream();
  const identifier = place?.getStreamIdentifier();
  const name = Buffer.from(identifier?.getStreamName_asU8() ?? []).toString();
  const events = log.stream(name);
  if (place === undefined || events === undefined) {
    const missing = new streams.ReadResp.StreamNotFound();
    missing.setStreamIdentifier(identifier);
    const answer = new streams.ReadResp();
    answer.setStreamNotFound(missing);
    call.write(answer);
    call.end();
    return;
  }
  const count = Math.min(Number(options.getCount()), Number.MAX_SAFE_INTEGER);
  const isBackwards =
    options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;
  const from = place.hasEnd()
    ? events.length - 1
    : place.hasStart()
      ? 0
      : Number(place.getRevision());
  const chosen = isBackwards
    ? events.slice(Math.max(0, from + 1 - count), from + 1).toReversed()
    : events.slice(from, from + count);
  for (const event of chosen) {
    if (call.cancelled) return;
    await write(call, eventMessage(event));
  }
  call.end();
}

/** History, then `caughtUp`, then live: a reader that lets more than so many live events wait is put off (23.10). */
async function followAll(
  log: DoubleLog,
  call: ReadCall,
  liveEventsMax: number | undefined,
): Promise<void> {
  const options = call.request.getOptions();
  const all = options?.getAll();
  const wanted = filterOf(options?.getFilter());
  const after = all?.hasPosition() ? Number(all.getPosition()?.getCommitPosition()) : -1;
  const confirmation = new streams.ReadResp.SubscriptionConfirmation();
  confirmation.setSubscriptionId('double');
  await write(call, new streams.ReadResp().setConfirmation(confirmation));

  let at = firstBehind(log.events, after);
  while (at < log.events.length) {
    const event = log.events[at];
    at += 1;
    if (call.cancelled) return;
    if (event !== undefined && wanted(event)) await write(call, eventMessage(event));
  }
  const waiting: StoredEvent[] = [];
  let wake = Promise.withResolvers<void>();
  const stop = log.onEvent((event) => {
    if (!wanted(event)) return;
    waiting.push(event);
    wake.resolve();
  });
  call.on('cancelled', () => {
    stop();
    wake.resolve();
  });
  await write(call, new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp()));
  while (!call.cancelled) {
    if (liveEventsMax !== undefined && waiting.length > liveEventsMax) {
      stop();
      const details =
        'Consumer too slow to handle event while live. Client resubscription required.';
      call.emit('error', Object.assign(new Error(details), { code: status.ABORTED, details }));
      return;
    }
    const event = waiting.shift();
    if (event === undefined) {
      wake = Promise.withResolvers<void>();
      await wake.promise;
    } else {
      await write(call, eventMessage(event));
    }
  }
}

function filterOf(
  filter: ReadReq.Options.FilterOptions | undefined,
): (event: StoredEvent) => boolean {
  const onStream = filter?.getStreamIdentifier();
  const onType = filter?.getEventType();
  const expression = onStream ?? onType;
  if (expression === undefined) return () => true;
  const prefixes = expression.getPrefixList();
  const pattern = expression.getRegex() === '' ? undefined : new RegExp(expression.getRegex());
  return (event) => {
    const text = onStream === undefined ? event.type : event.stream;
    return pattern === undefined
      ? prefixes.some((one) => text.startsWith(one))
      : pattern.test(text);
  };
}

function firstBehind(events: readonly StoredEvent[], position: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events[middle]?.position ?? 0) > position) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Waits while the reader does not take more. */
function write(call: ReadCall, message: ReadResp): Promise<void> {
  if (call.cancelled || call.destroyed || call.write(message)) return Promise.resolve();
  return new Promise((resolve) => {
    const go = () => {
      call.off('drain', go);
      call.off('cancelled', go);
      resolve();
    };
    call.once('drain', go);
    call.once('cancelled', go);
  });
}

const ticksPerMs = 10_000n;

function eventMessage(event: StoredEvent): ReadResp {
  const record = new streams.ReadResp.ReadEvent.RecordedEvent();
  record.setId(new shared.UUID().setString(event.id));
  record.setStreamIdentifier(
    new shared.StreamIdentifier().setStreamName(Buffer.from(event.stream).toString('base64')),
  );
  record.setStreamRevision(String(event.revision));
  record.setCommitPosition(String(event.position));
  record.setPreparePosition(String(event.position));
  record.setData(event.data);
  record.setCustomMetadata(event.metadata);
  const metadata = record.getMetadataMap();
  metadata.set('type', event.type);
  metadata.set('content-type', event.contentType);
  metadata.set('created', String(BigInt(event.createdMs) * ticksPerMs));
  const read = new streams.ReadResp.ReadEvent();
  read.setEvent(record);
  read.setCommitPosition(String(event.position));
  return new streams.ReadResp().setEvent(read);
}
