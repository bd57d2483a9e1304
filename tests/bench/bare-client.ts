// The bound that Mailhaul is measured against: one source and one target connection, LIST-STATUS, pipelined CREATEs,
// the next folder's EXAMINE and FETCH sent ahead, MULTIAPPEND. No state, no journal, no check: not a product.
import {
  asList,
  asText,
  encodeMailboxName,
  type MailboxAccess,
  parseValues,
  quoted,
  RawImap,
  type ResponseLine,
} from '@mailhaul/testing/wire';

const batchItemsMax = 50;
const batchBytesMax = 4 << 20;
const foldersAhead = 1;

interface BareFolder {
  readonly sourceName: string;
  readonly targetName: string;
  readonly messageCount: number;
}

async function copy(from: RawImap, to: RawImap): Promise<void> {
  const [listing, separator] = await Promise.all([listWithStatus(from), separatorOf(to)]);
  const folders = listing.map((folder) => ({
    ...folder,
    targetName: folder.sourceName.replaceAll(listing.separator, separator),
  }));
  const created = folders
    .filter(({ sourceName }) => sourceName !== 'INBOX')
    .map(({ targetName }) => to.send(`CREATE ${quoted(targetName)}`));
  const writes: Promise<unknown>[] = [];
  const full = folders.filter(({ messageCount }) => messageCount > 0);
  const reads: Promise<unknown>[] = [];
  for (const [index, folder] of full.entries()) {
    const batch = new Batch(folder.targetName);
    void from.ok(`EXAMINE ${quoted(folder.sourceName)}`, () => undefined);
    const read = from.ok('UID FETCH 1:* (FLAGS INTERNALDATE BODY.PEEK[])', (line) => {
      batch.add(line);
      if (!batch.isFull) return;
      writes.push(to.ok(batch.take()));
      if (!to.isFull) return;
      from.pause();
      void to.drained().then(() => from.resume());
    });
    reads.push(read.then(() => batch.isEmpty || writes.push(to.ok(batch.take()))));
    if (index >= foldersAhead) await reads[index - foldersAhead];
  }
  await Promise.all(reads);
  await Promise.all([...created, ...writes]);
}

/** The messages of one MULTIAPPEND (RFC 3502) with LITERAL+ (RFC 7888). */
class Batch {
  readonly #name: string;
  #parts: (string | Buffer)[] = [];
  #bytes = 0;
  #count = 0;

  constructor(name: string) {
    this.#name = name;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  get isFull(): boolean {
    return this.#count >= batchItemsMax || this.#bytes >= batchBytesMax;
  }

  add(line: ResponseLine): void {
    const [, , kind, list] = parseValues(line);
    if (kind !== 'FETCH') return;
    const values = asList(list);
    const field = (name: string) => values[values.indexOf(name) + 1];
    const body = field('BODY[]');
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(asText(body ?? ''), 'latin1');
    const flags = asList(field('FLAGS')).map(asText);
    const kept = flags.filter((flag) => flag !== '\\Recent').join(' ');
    const date = asText(field('INTERNALDATE'));
    this.#parts.push(` (${kept}) "${date}" {${bytes.length}+}\r\n`, bytes);
    this.#bytes += bytes.length;
    this.#count += 1;
  }

  take(): (string | Buffer)[] {
    const parts = [`APPEND ${quoted(this.#name)}`, ...this.#parts];
    this.#parts = [];
    this.#bytes = 0;
    this.#count = 0;
    return parts;
  }
}

async function listWithStatus(client: RawImap): Promise<BareFolder[] & { separator: string }> {
  const { untagged } = await client.ok('LIST "" "*" RETURN (STATUS (MESSAGES))');
  const lines = untagged.map(parseValues);
  const counts = new Map(
    lines
      .filter((values) => values[1] === 'STATUS')
      .map((values) => [asText(values[2]), Number(asText(asList(values[3])[1]))]),
  );
  const listed = lines.filter((values) => values[1] === 'LIST');
  const folders = listed
    .filter((values) => !/no(select|nexistent)/i.test(asList(values[2]).join(' ')))
    .map((values) => asText(values[4]))
    .map((name) => ({ sourceName: name, targetName: name, messageCount: counts.get(name) ?? 0 }));
  return Object.assign(folders, { separator: asText(listed[0]?.[3] ?? '/') });
}

async function separatorOf(client: RawImap): Promise<string> {
  const { untagged } = await client.ok('LIST "" ""');
  return asText(untagged.map(parseValues)[0]?.[3]);
}

function open(url: string): Promise<RawImap> {
  const { hostname, port, username, password } = new URL(url);
  const access: MailboxAccess = {
    host: hostname,
    port: Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
  };
  return RawImap.open({ ...access, user: encodeMailboxName(access.user) });
}

const [sourceUrl, targetUrl] = process.argv.slice(2);
if (sourceUrl === undefined || targetUrl === undefined) throw new Error('two URLs are needed');
const [source, target] = await Promise.all([open(sourceUrl), open(targetUrl)]);
await copy(source, target);
await Promise.all([source.close(), target.close()]);
