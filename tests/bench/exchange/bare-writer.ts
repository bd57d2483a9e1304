// The bound that Mailhaul is measured against on the way to Exchange: each folder in one FETCH, batches of CreateItem with the bytes in
// base64 over one kept line, the next batch read while one is written. No state, no journal, no check: not a product.
//   bare-writer SOURCE TARGET
import { placeOf, RawExchange, type RawMail } from '../../support/raw-exchange.ts';
import { foldersOf, openImap, readFolder } from '../../support/read-imap.ts';

const batchItemsMax = 50;
const batchBytesMax = 4 << 20;

const [sourceUrl = '', targetUrl = ''] = process.argv.slice(2);
const source = await openImap(sourceUrl);
const target = new RawExchange(placeOf(targetUrl));
let written: Promise<void> = Promise.resolve();
let waitingCount = 0;
for (const name of await foldersOf(source)) {
  const folderId = await target.folder(name);
  let batch: RawMail[] = [];
  let bytes = 0;
  const flush = () => {
    const mail = batch;
    [batch, bytes] = [[], 0];
    waitingCount += 1;
    source.pause();
    written = written.then(async () => {
      await target.createMail(folderId, mail);
      waitingCount -= 1;
      if (waitingCount < 2) source.resume();
    });
    if (waitingCount < 2) source.resume();
  };
  await readFolder(source, name, (mail) => {
    batch.push(mail);
    bytes += mail.bytes.length;
    if (batch.length >= batchItemsMax || bytes >= batchBytesMax) flush();
  });
  if (batch.length > 0) flush();
}
await written;
await source.close();
target.close();
