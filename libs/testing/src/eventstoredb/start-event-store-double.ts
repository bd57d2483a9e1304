import { Server, ServerCredentials } from '@grpc/grpc-js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { answerAppends } from './answer-appends.ts';
import { answerRead } from './answer-reads.ts';
import { DoubleLog } from './double-log.ts';

export interface EventStoreDoubleOptions {
  /** Where the log is kept over restarts; absent: in memory. */
  readonly path?: string;
  readonly port?: number;
  /** Live events that may wait for one reader; absent: without end, as 24.2 does; 23.10: 32. */
  readonly liveEventsMax?: number;
}

export interface EventStoreDouble {
  readonly url: string;
  readonly port: number;
  /** Ends all calls at once. */
  stop(): void;
}

/**
 * A server that speaks the part of EventStoreDB's gRPC protocol that the client's appends, reads and subscriptions use, by the
 * client's own message definitions, and does what real servers were seen to do. Loopback, without TLS.
 */
export async function startEventStoreDouble(
  options: EventStoreDoubleOptions = {},
): Promise<EventStoreDouble> {
  const log = new DoubleLog(options.path);
  const server = new Server({ 'grpc.max_receive_message_length': 16 * 1024 * 1024 });
  server.addService(featuresService.ServerFeaturesService, {
    getSupportedMethods: (_call: unknown, answer: (error: null, value: unknown) => void) => {
      answer(null, supportedMethods());
    },
  });
  server.addService(streamsService.StreamsService, {
    read: (call: Parameters<typeof answerRead>[1]) => answerRead(log, call, options.liveEventsMax),
    batchAppend: (call: Parameters<typeof answerAppends>[1]) => answerAppends(log, call),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(
      `127.0.0.1:${options.port ?? 0}`,
      ServerCredentials.createInsecure(),
      (error, bound) => (error === null ? resolve(bound) : reject(error)),
    );
  });
  return {
    port,
    url: `esdb://127.0.0.1:${port}?tls=false`,
    stop: () => server.forceShutdown(),
  };
}

function supportedMethods() {
  const answer = new features.SupportedMethods();
  answer.setEventStoreServerVersion('24.2.0');
  const service = 'event_store.client.streams.streams';
  answer.setMethodsList(
    ['read', 'batchappend'].map((name) =>
      new features.SupportedMethod().setServiceName(service).setMethodName(name),
    ),
  );
  return answer;
}
