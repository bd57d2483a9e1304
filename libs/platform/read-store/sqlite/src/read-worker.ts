import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { ChangeWriter } from './change-writer.ts';
import { DocumentReader } from './document-reader.ts';
import { failureOf } from './failure.ts';
import { Generations } from './generations.ts';
import type {
  Answer,
  AnswerValue,
  Opening,
  ReadMessage,
  RequestMessage,
  WorkerSettings,
  WriteMessage,
} from './messages.ts';
import { type OpenedFile, noteDamage, openFile } from './open-file.ts';
import { Statements } from './statements.ts';
import { Tenants } from './tenants.ts';

// The thread that owns the file. It loads nothing but Node's own modules and its neighbours, so that it runs from
// sources, from a build and from a bundle alike.

/** Reads answered between two writes, so that neither holds up the other for long. */
const readsPerRound = 16;

const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');
const settings = workerData as WorkerSettings;

const opened = tryOpen();
if (opened !== undefined) serve(opened);

function tryOpen(): OpenedFile | undefined {
  try {
    return openFile(settings);
  } catch (error) {
    post({ kind: 'refused', failure: failureOf(error) });
    return undefined;
  }
}

function serve({ db, openedAs, movedTo, release }: OpenedFile): void {
  const layouts = settings.collections;
  const generations = new Generations(db, layouts);
  const statements = new Statements(db);
  const tools = { db, layouts, statements, tenants: new Tenants(db), generations };
  const reader = new DocumentReader(tools);
  const writer = new ChangeWriter(tools);
  const reads: ReadMessage[] = [];
  const writes: WriteMessage[] = [];
  let closing: number | undefined;
  let isSweeping = false;

  const accept = (batch: readonly RequestMessage[]) => {
    for (const message of batch) {
      if (message.op === 'close') closing = message.seq;
      else if (isWrite(message)) writes.push(message);
      else reads.push(message);
    }
  };
  const write = (message: WriteMessage): undefined => {
    if (message.op === 'apply') {
      writer.apply(message);
      return;
    }
    if (message.op === 'begin-rebuild') generations.begin();
    else generations.finish();
    writer.forget();
    sweep();
  };
  /** Drops what is left of other generations, a little at a time; what fails now is tried at the next opening. */
  const sweep = () => {
    if (isSweeping) return;
    isSweeping = true;
    const step = () => {
      if (closing !== undefined) return;
      isSweeping = false;
      if (answered(0, () => (generations.dropSome() ? 1 : undefined)).value !== 1) return;
      isSweeping = true;
      setImmediate(step);
    };
    setImmediate(step);
  };
  port?.on('message', (batch: readonly RequestMessage[]) => {
    accept(batch);
    while (reads.length > 0 || writes.length > 0) {
      for (let more = next(); more !== undefined; more = next()) accept(more);
      const round = reads.splice(0, readsPerRound);
      if (round.length > 0) {
        post(round.map((message) => answered(message.seq, () => reader.answer(message))));
      }
      const change = writes.shift();
      if (change !== undefined) post([answered(change.seq, () => write(change))]);
    }
    if (closing === undefined) return;
    db.close();
    release();
    post([{ seq: closing }]);
    port?.close();
  });
  post({ kind: 'opened', openedAs, movedTo });
  sweep();
}

function isWrite(message: ReadMessage | WriteMessage): message is WriteMessage {
  return (
    message.op === 'apply' || message.op === 'begin-rebuild' || message.op === 'finish-rebuild'
  );
}

function answered(seq: number, work: () => AnswerValue): Answer {
  try {
    return { seq, value: work() };
  } catch (error) {
    const failure = failureOf(error);
    if (failure.kind === 'damaged') noteDamage(settings.path);
    return { seq, failure };
  }
}

function next(): readonly RequestMessage[] | undefined {
  if (port === null) return undefined;
  return (receiveMessageOnPort(port) as { message: readonly RequestMessage[] } | undefined)
    ?.message;
}

function post(message: Opening | readonly Answer[]): void {
  port?.postMessage(message);
}
