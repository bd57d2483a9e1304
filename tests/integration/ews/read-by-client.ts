import type * as Ews from 'ews-javascript-api';
import { ews } from './independent-client.ts';
import { logDuration, logType, noteColor } from './written-by-client.ts';

/** What each store says for itself, or gives anew to each item. */
const ofTheStore = new Set([
  ...['Id', 'ParentFolderId', 'Size', 'LastModifiedTime', 'LastModifiedName', 'InstanceKey'],
  ...['DateTimeCreated', 'StoreEntryId', 'ConversationId', 'EffectiveRights', 'MimeContent'],
  ...['InternetMessageHeaders', 'AllowedResponseActions', 'ChangeCount', 'ICalDateTimeStamp'],
  ...['ConversationIndex', 'WebClientReadFormQueryString', 'WebClientEditFormQueryString'],
  ...['AssignedTime', 'AppointmentReplyTime', 'Owner', 'Organizer', 'AppointmentState'],
  'PostedTime',
]);
/** Of an item in another one, what MIME has no words for. */
const notInMime = new Set([
  ...['DateTimeReceived', 'DateTimeSent', 'IsDraft', 'IsRead', 'InternetMessageId', 'From'],
  'Sender',
]);
const ofTheClient = new Set([
  ...['Service', 'Namespace', 'Owner', 'OnChange', 'Count', 'Items', 'Id', 'XmlElementName'],
  // SMTP, said or not.
  ...['RoutingType', 'MailboxType'],
]);

export interface ReadItem {
  readonly subject: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface ReadFolder {
  readonly path: string;
  readonly folderClass: string;
  readonly items: readonly ReadItem[];
}

/** All folders below one with all their items, as the client sees them, in the order of their paths and contents. */
export async function readAll(
  service: Ews.ExchangeService,
  root: Ews.FolderId | Ews.WellKnownFolderName = ews.WellKnownFolderName.MsgFolderRoot,
  prefix = '',
): Promise<ReadFolder[]> {
  const found = await service.FindFolders(root as Ews.FolderId, new ews.FolderView(200));
  const folders: ReadFolder[] = [];
  for (const folder of found.Folders) {
    const path = `${prefix}${folder.DisplayName}`;
    const items = await readItems(service, folder.Id);
    folders.push({ path, folderClass: folder.FolderClass, items });
    folders.push(...(await readAll(service, folder.Id, `${path}/`)));
  }
  return folders.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

async function readItems(service: Ews.ExchangeService, folder: Ews.FolderId): Promise<ReadItem[]> {
  const found = await service.FindItems(folder, new ews.ItemView(500));
  const items: ReadItem[] = [];
  for (const { Id } of found.Items) {
    const item = await ews.Item.Bind(service, Id, everything());
    items.push({ subject: item.Subject, properties: await propertiesOf(service, item) });
  }
  const text = (one: ReadItem) => JSON.stringify(one);
  return items.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
}

function everything(): Ews.PropertySet {
  const more = [noteColor, logType, logDuration];
  const set = new ews.PropertySet(ews.BasePropertySet.FirstClassProperties, more);
  set.RequestedBodyType = ews.BodyType.Text;
  return set;
}

async function propertiesOf(
  service: Ews.ExchangeService,
  item: Ews.Item,
): Promise<Record<string, unknown>> {
  const told: Record<string, unknown> = {};
  const { Attachments, ...values } = loadedOf(item);
  for (const [name, value] of Object.entries(values)) {
    const isOwn = ofTheStore.has(name) || (name === 'DateTimeSent' && !hasSender(values));
    if (!isOwn) told[name] = plain(value, 0);
  }
  const modified = (values['ModifiedOccurrences'] as Ews.OccurrenceInfoCollection | null) ?? null;
  if (modified !== null) {
    told['ModifiedOccurrences'] = [];
    for (const { ItemId } of modified.GetEnumerator()) {
      const changed = await ews.Appointment.Bind(service, ItemId, everything());
      (told['ModifiedOccurrences'] as unknown[]).push(await propertiesOf(service, changed));
    }
  }
  if (Attachments !== undefined) {
    told['Attachments'] = await attachmentsOf(service, Attachments as Ews.AttachmentCollection);
  }
  return told;
}

/** What nobody sent was sent when the store made it. */
function hasSender({ From }: Readonly<Record<string, unknown>>): boolean {
  return From !== undefined && From !== null;
}

/** All that the answer held, by the names of the client. */
function loadedOf(item: Ews.Item): Record<string, unknown> {
  const definitions = item.GetLoadedPropertyDefinitions();
  const loaded: Record<string, unknown> = {};
  for (const definition of definitions) {
    const out = { outValue: undefined as unknown };
    if (!item.TryGetProperty(definition, out)) continue;
    const { Name, Id } = definition as { readonly Name?: string; readonly Id?: number };
    loaded[Name ?? `property ${Id}`] = out.outValue;
  }
  return loaded;
}

async function attachmentsOf(
  service: Ews.ExchangeService,
  attachments: Ews.AttachmentCollection,
): Promise<unknown[]> {
  const told: unknown[] = [];
  for (const one of attachments.GetEnumerator()) {
    const { Responses } = await service.GetAttachments([one.Id], ews.BodyType.Text, []);
    const loaded = Responses[0]?.Attachment;
    const { Name, IsInline, ContentId } = one;
    const inner =
      loaded instanceof ews.ItemAttachment
        ? without(await propertiesOf(service, loaded.Item), notInMime)
        : (loaded as Ews.FileAttachment).Base64Content;
    const isPhoto = loaded instanceof ews.FileAttachment && loaded.IsContactPhoto;
    told.push({ Name, IsInline, ContentId, isPhoto, inner });
  }
  return told;
}

function without(
  told: Readonly<Record<string, unknown>>,
  names: ReadonlySet<string>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(told).filter(([name]) => !names.has(name)));
}

const depthMax = 6;

/** Objects of the client have getters: what they give is what a person with the client sees. */
function plain(value: unknown, depth: number): unknown {
  if (value === null || typeof value !== 'object' || depth > depthMax) {
    return typeof value === 'function' ? undefined : value;
  }
  if (value instanceof ews.DateTime) return value.MomentDate.toISOString();
  if (Array.isArray(value)) return value.map((one) => plain(one, depth + 1));
  if ('GetEnumerator' in value) {
    const list = (value as { GetEnumerator(): unknown }).GetEnumerator();
    if (Array.isArray(list)) return list.map((one) => plain(one, depth + 1));
  }
  const told: Record<string, unknown> = { kind: value.constructor.name };
  for (const name of gettersOf(value)) {
    if (ofTheClient.has(name)) continue;
    try {
      const inner = plain((value as Record<string, unknown>)[name], depth + 1);
      if (inner !== undefined) told[name] = inner;
    } catch {
      // Not said of this one.
    }
  }
  return told;
}

function gettersOf(value: object): Set<string> {
  const names = new Set<string>();
  let proto = Object.getPrototypeOf(value) as object | null;
  while (proto !== null && proto !== Object.prototype) {
    for (const [name, own] of Object.entries(Object.getOwnPropertyDescriptors(proto))) {
      if ('get' in own && /^[A-Z]/.test(name)) names.add(name);
    }
    proto = Object.getPrototypeOf(proto) as object | null;
  }
  return names;
}
