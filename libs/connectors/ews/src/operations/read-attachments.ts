import { errorOf, protocolViolation } from '../errors.ts';
import type { DocumentAttachment, DocumentItem } from '../form/item-document.ts';
import { attachmentFields } from '../form/item-grammar.ts';
import { nodesIn } from '../form/item-node.ts';
import { refusalError } from '../response-codes.ts';
import { type AnswerElement, childOf, textIn } from '../soap/answer-element.ts';
import type { HeldBody } from '../soap/held-body.ts';
import { refusalIn } from '../soap/refusals.ts';
import { escapeXml } from '../soap/xml-text.ts';
import { documentItemOf, extrasPaths } from './document-item.ts';
import type { CallCore } from './session-core.ts';

/** Items attached to items attached: deeper than any mail program shows. */
const nestingMax = 8;
const filesMax = 1000;

/** Contents of files as they are put aside, in order; what is too much for memory is in files of its own. */
export class HeldFiles {
  readonly bodies: HeldBody[] = [];
  readonly #wholeBytesMax: number;

  constructor(wholeBytesMax: number) {
    this.#wholeBytesMax = wholeBytesMax;
  }

  /** What the next may take of memory. */
  get wholeBytesLeft(): number {
    const held = this.bodies.reduce((sum, { size }) => sum + size, 0);
    return Math.max(0, this.#wholeBytesMax - held);
  }

  add(body: HeldBody): void {
    if (this.bodies.length >= filesMax) throw errorOf('item-unreadable');
    body.keep();
    this.bodies.push(body);
  }

  async drop(): Promise<void> {
    await Promise.all(this.bodies.map((body) => body.drop()));
  }
}

/** What is attached to that item, with the contents put aside. Files elsewhere that are only referred to are not read. */
export async function readAttachments(
  core: CallCore,
  item: AnswerElement,
  held: { readonly files: HeldFiles; readonly depth: number },
): Promise<DocumentAttachment[]> {
  const all: DocumentAttachment[] = [];
  for (const told of childOf(item, 't:Attachments')?.children ?? []) {
    if (told.name !== 't:FileAttachment' && told.name !== 't:ItemAttachment') continue;
    const id = childOf(told, 't:AttachmentId')?.attributes.get('Id') ?? '';
    if (id === '') throw protocolViolation('an attachment has no id');
    const read = await readAttachment(core, id, held.files.wholeBytesLeft);
    all.push(
      read.name === 't:ItemAttachment'
        ? { fields: fieldsOf(read), item: await attachedItem(core, read, held) }
        : { ...fileOf(read, held.files), fields: fieldsOf(read) },
    );
  }
  return all;
}

function fieldsOf(attachment: AnswerElement): DocumentAttachment['fields'] {
  return nodesIn(attachment, attachmentFields);
}

function fileOf(
  attachment: AnswerElement,
  files: HeldFiles,
): Pick<DocumentAttachment, 'size' | 'isContactPhoto'> {
  const body = childOf(attachment, 't:Content')?.body;
  if (body === undefined) return { size: 0 };
  files.add(body);
  const isContactPhoto = textIn(attachment, 't:IsContactPhoto') === 'true';
  return { size: body.size, ...(isContactPhoto ? { isContactPhoto } : {}) };
}

async function attachedItem(
  core: CallCore,
  attachment: AnswerElement,
  { files, depth }: { readonly files: HeldFiles; readonly depth: number },
): Promise<DocumentItem> {
  if (depth >= nestingMax) throw errorOf('item-unreadable');
  const known = new Set(['t:AttachmentId', ...attachmentFields.map((name) => `t:${name}`)]);
  const item = attachment.children.find(
    ({ name, children }) => !known.has(name) && children.length > 0,
  );
  if (item === undefined) throw errorOf('item-unreadable');
  const attachments = await readAttachments(core, item, { files, depth: depth + 1 });
  return { ...documentItemOf(item), attachments };
}

/** EWS reference page "GetAttachment operation". */
async function readAttachment(
  core: CallCore,
  id: string,
  wholeBytesMax: number,
): Promise<AnswerElement> {
  const paths = extrasPaths(core);
  const more = paths === '' ? '' : `<t:AdditionalProperties>${paths}</t:AdditionalProperties>`;
  const operation =
    `<m:GetAttachment><m:AttachmentShape><t:BodyType>Best</t:BodyType>${more}</m:AttachmentShape>` +
    `<m:AttachmentIds><t:AttachmentId Id="${escapeXml(id)}"/></m:AttachmentIds></m:GetAttachment>`;
  let found: AnswerElement | undefined;
  for await (const message of core.caller.each(operation, { action: 'read', wholeBytesMax })) {
    const refusal = refusalIn(message);
    if (refusal !== undefined) throw refusalError(refusal, 'read');
    const [attachment] = childOf(message, 'm:Attachments')?.children ?? [];
    if (attachment === undefined || found !== undefined) throw errorOf('item-unreadable');
    // Checked while the answer lasts, and kept beyond it.
    childOf(attachment, 't:Content')?.body?.whole();
    childOf(attachment, 't:Content')?.body?.keep();
    found = attachment;
  }
  if (found === undefined) throw protocolViolation('it has no attachment');
  return found;
}
