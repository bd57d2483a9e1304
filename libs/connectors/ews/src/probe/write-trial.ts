import type { OpenContext } from '@mailhaul/connector-contract';
import { lineError, protocolViolation } from '../errors.ts';
import { type ValidEwsSettings, impersonatedBy } from '../ews-settings.ts';
import { EwsLine } from '../http/ews-line.ts';
import { type AskedAction, refusalError } from '../response-codes.ts';
import { type AnswerElement, childOf } from '../soap/answer-element.ts';
import { EwsCaller } from '../soap/ews-caller.ts';
import { refusalIn } from '../soap/refusals.ts';
import { escapeXml } from '../soap/xml-text.ts';

/** Beside the folders that people see: what is there no mail program shows. Public folders have no such place. */
const hiddenRoots: Readonly<Record<ValidEwsSettings['mailboxKind'], string | undefined>> = {
  user: 'root',
  shared: 'root',
  room: 'root',
  archive: 'archiveroot',
  public: undefined,
};

/**
 * Makes a folder beside those that people see, an item in it, and takes both away again. What was made is taken away as well where a
 * later step is refused. @throws ConnectorError; undefined: there is no place where it would not be seen
 */
export async function tryToWrite(
  settings: ValidEwsSettings,
  context: OpenContext,
): Promise<readonly string[] | undefined> {
  const root = hiddenRoots[settings.mailboxKind];
  if (root === undefined) return undefined;
  const line = new EwsLine(settings, context);
  const cut = () => line.cut();
  context.signal.addEventListener('abort', cut, { once: true });
  try {
    const caller = new EwsCaller(line, context.clock, {
      answerMsMax: settings.answerMsMax,
      impersonated: impersonatedBy(settings),
    });
    return await writeAndRemove(caller, rootXml(root, settings), context);
  } finally {
    context.signal.removeEventListener('abort', cut);
    line.cut();
  }
}

async function writeAndRemove(
  caller: EwsCaller,
  root: string,
  { random }: OpenContext,
): Promise<readonly string[]> {
  const name = `Mailhaul test ${Buffer.from(random.bytes(6)).toString('hex')}`;
  const folder = idIn(
    await call(
      caller,
      `<m:CreateFolder><m:ParentFolderId>${root}</m:ParentFolderId><m:Folders><t:Folder>` +
        `<t:DisplayName>${name}</t:DisplayName></t:Folder></m:Folders></m:CreateFolder>`,
      'create-folder',
    ),
    't:FolderId',
  );
  let failure: Error | undefined;
  try {
    const mime = Buffer.from(`Subject: ${name}\r\n\r\nMay be deleted.\r\n`).toString('base64');
    const item = idIn(
      await call(
        caller,
        '<m:CreateItem MessageDisposition="SaveOnly">' +
          `<m:SavedItemFolderId><t:FolderId Id="${folder}"/></m:SavedItemFolderId>` +
          `<m:Items><t:Message><t:MimeContent>${mime}</t:MimeContent></t:Message></m:Items></m:CreateItem>`,
        'write',
      ),
      't:ItemId',
    );
    await call(
      caller,
      `<m:DeleteItem DeleteType="HardDelete"><m:ItemIds><t:ItemId Id="${item}"/></m:ItemIds></m:DeleteItem>`,
      'remove',
    );
  } catch (error) {
    failure = lineError(error);
  }
  await call(
    caller,
    `<m:DeleteFolder DeleteType="HardDelete"><m:FolderIds><t:FolderId Id="${folder}"/></m:FolderIds></m:DeleteFolder>`,
    'remove',
  ).catch((error: unknown) => {
    failure ??= lineError(error);
  });
  if (failure !== undefined) throw failure;
  return ['a folder beside those that people see, and an item in it, were made and taken away'];
}

async function call(
  caller: EwsCaller,
  operation: string,
  action: AskedAction,
): Promise<AnswerElement> {
  const [message] = await caller.all(operation, { action });
  if (message === undefined) throw protocolViolation('it has no response message');
  const refusal = refusalIn(message);
  if (refusal !== undefined) throw refusalError(refusal, action);
  return message;
}

function idIn(message: AnswerElement, name: 't:FolderId' | 't:ItemId'): string {
  const made = (childOf(message, 'm:Folders') ?? childOf(message, 'm:Items'))?.children[0];
  const id = childOf(made, name)?.attributes.get('Id');
  if (id === undefined) throw protocolViolation('what was made has no id');
  return escapeXml(id);
}

function rootXml(root: string, { access, mailbox }: ValidEwsSettings): string {
  if (access === 'impersonation' || mailbox === undefined) {
    return `<t:DistinguishedFolderId Id="${root}"/>`;
  }
  return (
    `<t:DistinguishedFolderId Id="${root}"><t:Mailbox><t:EmailAddress>${escapeXml(mailbox)}` +
    '</t:EmailAddress></t:Mailbox></t:DistinguishedFolderId>'
  );
}
