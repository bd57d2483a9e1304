import type { ByteStretches } from '../form/base64-pieces.ts';
import { attachmentXml, lengthOf } from '../form/document-xml.ts';
import type { DocumentAttachment } from '../form/item-document.ts';
import { refusalError } from '../response-codes.ts';
import { refusalIn } from '../soap/refusals.ts';
import { escapeXml } from '../soap/xml-text.ts';
import { stretchedPieces } from './prepare-items.ts';
import type { CallCore } from './session-core.ts';

/**
 * EWS reference page "CreateAttachment operation". One at a time: so that each may be as large as an item. The contents come from the
 * files, in the order of the attachments.
 */
export async function attachFiles(
  core: CallCore,
  parentId: string,
  { attachments, files }: { attachments: readonly DocumentAttachment[]; files: ByteStretches },
): Promise<void> {
  for (const attachment of attachments) {
    const parts = attachmentXml(attachment);
    const start = `<m:CreateAttachment><m:ParentItemId Id="${escapeXml(parentId)}"/><m:Attachments>`;
    const end = '</m:Attachments></m:CreateAttachment>';
    const pieces = async function* () {
      yield Buffer.from(start);
      yield* stretchedPieces(parts, files);
      yield Buffer.from(end);
    };
    const length = Buffer.byteLength(start) + lengthOf(parts) + Buffer.byteLength(end);
    const [message] = await core.caller.stream({ length, pieces: pieces() }, { action: 'write' });
    const refusal = message === undefined ? undefined : refusalIn(message);
    if (refusal !== undefined) throw refusalError(refusal, 'write');
  }
}
