// What a script around ews-javascript-api does between two servers of Exchange: message by message, each read and saved before the next.
//   one-by-one-between SOURCE TARGET
import { placeOf, RawExchange } from '../../support/raw-exchange.ts';
import { clientOf, ews } from '../../integration/ews/independent-client.ts';

const [sourcePlace, targetPlace] = process.argv.slice(2).map(placeOf);
if (sourcePlace === undefined || targetPlace === undefined) throw new Error('SOURCE TARGET');
const [reader, writer] = [clientOf(sourcePlace, sourcePlace), clientOf(targetPlace, targetPlace)];
const [source, target] = [new RawExchange(sourcePlace), new RawExchange(targetPlace)];
const { Integer, SystemTime } = ews.MapiPropertyType;
const messageFlags = new ews.ExtendedPropertyDefinition(0x0e07, Integer);
const deliveryTime = new ews.ExtendedPropertyDefinition(0x0e06, SystemTime);
const shape = new ews.PropertySet(ews.BasePropertySet.IdOnly, [
  ews.ItemSchema.MimeContent,
  ews.ItemSchema.DateTimeReceived,
  ews.EmailMessageSchema.IsRead,
]);
for (const { id, name } of await source.foldersOfMail()) {
  const folderId = new ews.FolderId(await target.folder(name));
  for (const itemId of await source.itemIds(id)) {
    const read = await ews.EmailMessage.Bind(reader, new ews.ItemId(itemId), shape);
    const message = new ews.EmailMessage(writer);
    message.MimeContent = new ews.MimeContent('UTF-8', read.MimeContent.Content);
    message.SetExtendedProperty(messageFlags, read.IsRead ? 1 : 0);
    message.SetExtendedProperty(deliveryTime, read.DateTimeReceived);
    message.IsRead = read.IsRead;
    await message.Save(folderId);
  }
}
source.close();
target.close();
