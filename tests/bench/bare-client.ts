// The bound that Mailhaul is measured against: LIST-STATUS, pipelined CREATEs, the next folder's EXAMINE and FETCH sent
// ahead, MULTIAPPEND, one or several connections a side. No state, no journal, no check: not a product.
//   bare-client --connections N --parallel MAILBOXES SOURCE TARGET [SOURCE TARGET]...
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  asList,
  asText,
  encodeMailboxName,
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

interface Lane {
  readonly from: RawImap;
  readonly to: RawImap;
}

/** Folders go whole to a lane, so that they keep their order, the largest first. */
async function copy(lanes: readonly [Lane, ...Lane[]]): Promise<void> {
  const [{ from, to }] = lanes;
  const [listing, separator] = await Promise.all([listWithStatus(from), separatorOf(to)]);
  const folders = listing.map((folder) => ({
    ...folder,
    targetName: folder.sourceName.replaceAll(listing.separator, separator),
  }));
  const created = folders
    .filter(({ sourceName }) => sourceName !== 'INBOX')
    .map(({ targetName }) => to.send(`CREATE ${quoted(targetName)}`));
  // Other connections cannot rely on the order of this one.
  if (lanes.length > 1) await Promise.all(created);
  const full = folders
    .filter(({ messageCount }) => messageCount > 0)
    .toSorted((a, b) => (lanes.length > 1 ? b.messageCount - a.messageCount : 0));
  await Promise.all([...lanes.map((lane) => copyFolders(lane, full)), ...created]);
}

/** Takes folders from the queue until there are none. */
async function copyFolders({ from, to }: Lane, queue: BareFolder[]): Promise<void> {
  const writes: Promise<unknown>[] = [];
  const reads: Promise<unknown>[] = [];
  for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
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
    await reads[reads.length - 1 - foldersAhead];
  }
  await Promise.all(reads);
  await Promise.all(writes);
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
  const { hostname, port, username, password, searchParams } = new URL(url);
  const certificateFile = searchParams.get('ca-file');
  return RawImap.open({
    host: hostname,
    port: Number(port),
    user: encodeMailboxName(decodeURIComponent(username)),
    password: decodeURIComponent(password),
    certificate: certificateFile === null ? undefined : readFileSync(certificateFile, 'utf8'),
  });
}

async function copyMailbox(source: string, target: string, connections: number): Promise<void> {
  const openLane = async (): Promise<Lane> => {
    const [from, to] = await Promise.all([open(source), open(target)]);
    return { from, to };
  };
  const more = Array.from({ length: connections - 1 }, openLane);
  const lanes = [await openLane(), ...(await Promise.all(more))] as const;
  await copy(lanes);
  await Promise.all(lanes.flatMap(({ from, to }) => [from.close(), to.close()]));
}

const { values, positionals } = parseArgs({
  options: {
    connections: { type: 'string', default: '1' },
    parallel: { type: 'string', default: '1' },
  },
  allowPositionals: true,
});
const urls = [...positionals];
if (urls.length === 0 || urls.length % 2 !== 0) throw new Error('pairs of URLs are needed');
const workers = Array.from({ length: Number(values.parallel) }, async () => {
  for (;;) {
    const [source, target] = urls.splice(0, 2);
    if (source === undefined || target === undefined) return;
    await copyMailbox(source, target, Number(values.connections));
  }
});
await Promise.all(workers);
