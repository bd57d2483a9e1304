import type { ServerDuplexStream } from '@grpc/grpc-js';
import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import status from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type {
  BatchAppendReq,
  BatchAppendResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import type { DoubleLog, ProposedEvent } from './double-log.ts';

/** The default of a server: the sum of an append's data. */
const appendBytesMax = 1024 * 1024;

interface Batch {
  readonly options: BatchAppendReq.Options;
  readonly events: ProposedEvent[];
}

/** `Streams/BatchAppend`: one call for all appends of a client, each in one or more messages under a correlation id. */
export function answerAppends(
  log: DoubleLog,
  call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>,
): void {
  const open = new Map<string, Batch>();
  call.on('data', (request: BatchAppendReq) => {
    const correlation = request.getCorrelationId();
    const key = Buffer.from(correlation?.serializeBinary() ?? []).toString('hex');
    const options = request.getOptions();
    const batch = open.get(key) ?? (options === undefined ? undefined : { options, events: [] });
    if (batch === undefined) return;
    open.set(key, batch);
    batch.events.push(...request.getProposedMessagesList().map(proposedEvent));
    if (!request.getIsFinal()) return;
    open.delete(key);
    const answer = answerOf(log, batch);
    answer.setCorrelationId(correlation);
    answer.setStreamIdentifier(batch.options.getStreamIdentifier());
    call.write(answer);
  });
  call.on('end', () => call.end());
  call.on('error', () => undefined);
}

function proposedEvent(message: BatchAppendReq.ProposedMessage): ProposedEvent {
  const metadata = message.getMetadataMap();
  return {
    id: message.getId()?.getString() ?? '',
    type: metadata.get('type') ?? '',
    contentType: metadata.get('content-type') ?? '',
    data: message.getData_asB64(),
    metadata: message.getCustomMetadata_asB64(),
  };
}

function answerOf(log: DoubleLog, { options, events }: Batch): BatchAppendResp {
  const answer = new streams.BatchAppendResp();
  const bytes = events.reduce((sum, { data }) => sum + Buffer.byteLength(data, 'base64'), 0);
  if (bytes > appendBytesMax) {
    const tooLarge = new shared.MaximumAppendSizeExceeded();
    tooLarge.setMaxappendsize(appendBytesMax);
    return refused(answer, 'MaximumAppendSizeExceeded', tooLarge.serializeBinary());
  }
  const name = Buffer.from(options.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString();
  const expected = options.hasNoStream() ? -1 : Number(options.getStreamPosition());
  const done = log.append(name, events, expected);
  if (done.kind === 'conflict') {
    const conflict = new shared.WrongExpectedVersion();
    if (done.actual === undefined) conflict.setCurrentNoStream(new emptyPb.Empty());
    else conflict.setCurrentStreamRevision(String(done.actual));
    if (expected < 0) conflict.setExpectedNoStream(new emptyPb.Empty());
    else conflict.setExpectedStreamPosition(String(expected));
    return refused(answer, 'WrongExpectedVersion', conflict.serializeBinary());
  }
  const success = new streams.BatchAppendResp.Success();
  success.setCurrentRevision(String(done.last?.revision ?? 0));
  const position = new shared.AllStreamPosition();
  position.setCommitPosition(String(done.last?.position ?? 0));
  position.setPreparePosition(String(done.last?.position ?? 0));
  success.setPosition(position);
  answer.setSuccess(success);
  return answer;
}

function refused(answer: BatchAppendResp, name: string, details: Uint8Array): BatchAppendResp {
  const error = new status.Status();
  const any = new anyPb.Any();
  any.pack(details, `event_store.client.${name}`);
  error.setDetails(any);
  error.setMessage(name);
  answer.setError(error);
  return answer;
}
