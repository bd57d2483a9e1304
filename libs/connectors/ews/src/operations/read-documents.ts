import type { ItemBody, ReadItem } from '@mailhaul/connector-contract';
import { type DocumentItem, documentHead } from '../form/item-document.ts';
import { type ItemRow, traitsOf } from '../form/item-row.ts';
import type { AnswerElement } from '../soap/answer-element.ts';
import { documentItemOf } from './document-item.ts';
import { HeldFiles, readAttachments } from './read-attachments.ts';
import { readExceptions } from './read-exceptions.ts';
import { readWhole } from './read-whole.ts';
import type { SessionCore } from './session-core.ts';

/** Items of one kind as documents (`form/item-document.ts`), each put together when it is asked for. */
export async function* readDocuments(
  core: SessionCore,
  batch: readonly ItemRow[],
  wholeBytesMax: number,
): AsyncGenerator<ReadItem, void, undefined> {
  const items = await readWhole(
    core,
    batch[0]?.kind ?? 'other',
    batch.map(({ ewsId }) => ewsId),
  );
  for (const [at, row] of batch.entries()) {
    const item = items[at];
    if (item === undefined) continue;
    const files = new HeldFiles(wholeBytesMax);
    try {
      const document = await composed(core, item, files);
      const body = bodyOf(document, files, wholeBytesMax);
      yield { ...traitsOf(row), form: 'exchange-item', body };
    } finally {
      await files.drop();
    }
  }
}

async function composed(
  core: SessionCore,
  item: AnswerElement,
  files: HeldFiles,
): Promise<DocumentItem> {
  const attachments = await readAttachments(core, item, { files, depth: 0 });
  const document = { ...documentItemOf(item), attachments };
  const exceptions = await readExceptions(core, item, { document, files });
  return { ...document, ...(exceptions === undefined ? {} : { exceptions }) };
}

function bodyOf(document: DocumentItem, files: HeldFiles, wholeBytesMax: number): ItemBody {
  const head = documentHead(document);
  const contents = files.bodies.map((body) => body.whole());
  const sizes = contents.map((one) => (one.kind === 'whole' ? one.bytes.byteLength : one.size));
  const size = sizes.reduce((sum, one) => sum + one, head.byteLength);
  if (size <= wholeBytesMax && contents.every((one) => one.kind === 'whole')) {
    const parts = contents.flatMap((one) => (one.kind === 'whole' ? [one.bytes] : []));
    return { kind: 'whole', bytes: Buffer.concat([head, ...parts]) };
  }
  return { kind: 'streamed', size, chunks: chunksOf(head, contents) };
}

async function* chunksOf(
  head: Uint8Array,
  contents: readonly ItemBody[],
): AsyncGenerator<Uint8Array> {
  yield head;
  for (const one of contents) {
    if (one.kind === 'whole') yield one.bytes;
    else yield* one.chunks;
  }
}
