// What a script around ews-javascript-api does: message by message, each saved before the next.
//   one-by-one SOURCE TARGET
import { placeOf, RawExchange } from '../../support/raw-exchange.ts';
import { foldersOf, type NumberedMail, openImap, readFolder } from '../../support/read-imap.ts';
import { clientOf, ews } from '../../integration/ews/independent-client.ts';

const [sourceUrl = '', targetUrl = ''] = process.argv.slice(2);
const place = placeOf(targetUrl);
const service = clientOf(place, place);
const folders = new RawExchange(place);
const source = await openImap(sourceUrl);
const { Integer, SystemTime } = ews.MapiPropertyType;
const messageFlags = new ews.ExtendedPropertyDefinition(0x0e07, Integer);
const deliveryTime = new ews.ExtendedPropertyDefinition(0x0e06, SystemTime);
for (const name of await foldersOf(source)) {
  const folderId = new ews.FolderId(await folders.folder(name));
  const mail: NumberedMail[] = [];
  await readFolder(source, name, (one) => mail.push(one));
  for (const { bytes, flags, receivedAt } of mail) {
    const message = new ews.EmailMessage(service);
    message.MimeContent = new ews.MimeContent('UTF-8', bytes.toString('base64'));
    const isRead = flags.includes('\\Seen');
    message.SetExtendedProperty(messageFlags, isRead ? 1 : 0);
    message.SetExtendedProperty(deliveryTime, new ews.DateTime(receivedAt.getTime()));
    message.IsRead = isRead;
    await message.Save(folderId);
  }
}
await source.close();
folders.close();
