import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import type {
  Answer,
  AnswerBatch,
  AppendMessage,
  Opening,
  ReadMessage,
  RequestMessage,
  WorkerSettings,
} from './messages.ts';
import { LogReader } from './log-reader.ts';
import { LogWriter } from './log-writer.ts';
import { Names } from './names.ts';
import { type OpenState, openState } from './open-state.ts';
import { failureOf } from './refusal.ts';

// The thread that owns the file. It loads nothing but Node's own modules and its neighbours, so that it runs from
// sources, from a build and from a bundle alike.

/** Pages read between two commits, so that readers never hold up the writer for long. */
const readsPerRound = 4;
/** Characters that one transaction takes at most, beyond its first append. */
const transactionWeightMax = 4 * 1024 * 1024;

const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');
// It may have been started before anybody knew which file it is for.
port.once('message', (settings: WorkerSettings) => {
  const opened = tryOpen(settings);
  if (opened === undefined) port.close();
  else serve(opened);
});

function tryOpen(settings: WorkerSettings): OpenState | undefined {
  try {
    return openState(settings);
  } catch (error) {
    post({ kind: 'refused', failure: failureOf(error) });
    return undefined;
  }
}

function serve(state: OpenState): void {
  const { db } = state;
  const names = { streams: new Names(db, 'streams'), types: new Names(db, 'types') };
  const reader = new LogReader(db, names);
  const writer = new LogWriter(db, names);
  const reads: ReadMessage[] = [];
  const appends: AppendMessage[] = [];
  let closing: number | undefined;

  const accept = (batch: readonly RequestMessage[]) => {
    for (const message of batch) {
      if (message.op === 'append') appends.push(message);
      else if (message.op === 'close') closing = message.seq;
      else reads.push(message);
    }
  };
  port?.on('message', (batch: readonly RequestMessage[]) => {
    accept(batch);
    while (reads.length > 0 || appends.length > 0) {
      for (let more = next(); more !== undefined; more = next()) accept(more);
      // Reads first: they see what is durable, and do not wait for this round's fsync.
      const answers: Answer[] = reads
        .splice(0, readsPerRound)
        .map((message) => reader.answer(message));
      if (appends.length > 0) {
        if (answers.length > 0) post({ answers, lastPosition: writer.lastPosition });
        post({
          answers: writer.appendAll(takeTransaction(appends)),
          lastPosition: writer.lastPosition,
        });
      } else {
        post({ answers, lastPosition: writer.lastPosition });
      }
    }
    if (closing === undefined) return;
    db.close();
    state.release();
    post({ answers: [{ seq: closing }], lastPosition: writer.lastPosition });
    port?.close();
  });
  post({ kind: 'opened', lastPosition: writer.lastPosition });
}

function next(): readonly RequestMessage[] | undefined {
  if (port === null) return undefined;
  return (receiveMessageOnPort(port) as { message: readonly RequestMessage[] } | undefined)
    ?.message;
}

/** Everything that waits, up to the bound. */
function takeTransaction(appends: AppendMessage[]): readonly AppendMessage[] {
  let weight = 0;
  let count = 0;
  for (const append of appends) {
    weight += append.weight;
    if (count > 0 && weight > transactionWeightMax) break;
    count += 1;
  }
  return appends.splice(0, count);
}

function post(message: Opening | AnswerBatch): void {
  port?.postMessage(message);
}
