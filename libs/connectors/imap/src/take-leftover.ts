import type { Clock } from '@mailhaul/kernel';
import type { ImapFlow } from 'imapflow';
import { protocolError } from './errors.ts';
import { WireViolation } from './wire/raw-response.ts';

/** What imapflow 2.10.2's parser keeps between two chunks. */
interface Streamer {
  readonly processingInput: boolean;
  readonly inputQueue: readonly unknown[];
  readonly activeInput: unknown;
  readonly writableLength: number;
  readonly lineBuffer: readonly Buffer[];
  readonly inputBuffer: readonly Buffer[];
  readonly literalWaiting: number;
}

const turnsMax = 1000;

/**
 * Bytes that reached imapflow's parser before the line was taken from it and are not part of a whole response yet:
 * the beginning of a line the server sends unasked. Whole responses it has seen are unsolicited, since no command
 * was in flight. @throws ConnectorError when they are in the middle of a literal: then the place is lost.
 */
export async function takeLeftover(client: ImapFlow, clock: Clock): Promise<Buffer> {
  const { streamer } = client as unknown as { streamer: Streamer };
  for (let turn = 0; isBusy(streamer); turn += 1) {
    if (turn > turnsMax) throw protocolError(new WireViolation('the server does not stop talking'));
    await clock.sleep(1);
  }
  if (streamer.inputBuffer.length > 0 || streamer.literalWaiting > 0) {
    throw protocolError(new WireViolation('a literal that nobody asked for'));
  }
  return Buffer.concat(streamer.lineBuffer);
}

function isBusy(streamer: Streamer): boolean {
  const { processingInput, inputQueue, activeInput, writableLength } = streamer;
  return processingInput || inputQueue.length > 0 || activeInput !== null || writableLength > 0;
}
