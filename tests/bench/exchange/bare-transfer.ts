// The bound from Exchange to Exchange: each folder's streams in batches of ExportItems, of which the next comes in while one goes out by
// UploadItems, over one kept line on each side. No state, no journal, no check: not a product.
//   bare-transfer SOURCE TARGET
import { placeOf, RawExchange } from '../../support/raw-exchange.ts';

const batchItemsMax = 50;

const [sourceUrl = '', targetUrl = ''] = process.argv.slice(2);
const source = new RawExchange(placeOf(sourceUrl));
const target = new RawExchange(placeOf(targetUrl));
let written: Promise<void> = Promise.resolve();
for (const { id, name } of await source.foldersOfMail()) {
  const ids = await source.itemIds(id);
  const folderId = await target.folder(name);
  for (let at = 0; at < ids.length; at += batchItemsMax) {
    const streams = await source.exportItems(ids.slice(at, at + batchItemsMax));
    await written;
    written = target.uploadItems(folderId, streams);
  }
}
await written;
source.close();
target.close();
