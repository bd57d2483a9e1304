/** A message to be put into a mailbox. */
export interface CorpusMessage {
  readonly bytes: Buffer;
  readonly flags: readonly string[];
  readonly epochSeconds: number;
  /** Minutes east of UTC in which the date is said. */
  readonly zoneMinutes: number;
  /** What is odd about it; for reports of failed specs. */
  readonly quirk: string;
}

export interface CorpusFolder {
  readonly path: readonly string[];
  readonly isSubscribed: boolean;
  readonly messages: readonly CorpusMessage[];
}

/** Folders in the order of their making. A parent that is not listed exists as a mere node, if at all. */
export interface Corpus {
  readonly folders: readonly CorpusFolder[];
}

export function countMessages(corpus: Corpus): number {
  return corpus.folders.reduce((sum, { messages }) => sum + messages.length, 0);
}

export function countBytes(corpus: Corpus): number {
  return corpus.folders
    .flatMap(({ messages }) => messages)
    .reduce((sum, { bytes }) => sum + bytes.length, 0);
}
