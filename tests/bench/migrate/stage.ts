import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Corpus,
  countBytes,
  countMessages,
  loadCorpus,
  type NameStyle,
} from '@mailhaul/testing/corpus';
import {
  compareMailboxes,
  describeComparison,
  type MailboxScan,
  scanMailbox,
} from '@mailhaul/testing/independent-scan';
import { startProxy, type TcpProxy } from '@mailhaul/testing/proxies';
import { anyUserPassword, type DovecotServer, startDovecot } from '@mailhaul/testing/servers';
import type { Endpoint, MailboxPair } from '../peers/peer.ts';
import { corpusOf, newShare, type Series } from './series.ts';
import { startTap, type Tap } from './tap.ts';

const sourceStyle: NameStyle = { separator: '.', prefix: '' };

/** The two servers of one series, with the line between them and the client, and the source's mail. */
export class Stage {
  readonly series: Series;
  readonly #servers: Readonly<Record<'source' | 'target', DovecotServer>>;
  readonly #proxies: Readonly<Record<'source' | 'target', TcpProxy>> | undefined;
  readonly #certificates: Readonly<Record<'source' | 'target', string>> | undefined;
  readonly #taps: Readonly<Record<'source' | 'target', Tap>>;
  readonly #sources: string[] = [];
  #scan: MailboxScan | undefined;
  /** Of all mailboxes together. */
  messageCount = 0;
  bytes = 0;

  private constructor(series: Series, parts: Parts) {
    this.series = series;
    this.#servers = parts.servers;
    this.#proxies = parts.proxies;
    this.#certificates = parts.certificates;
    this.#taps = parts.taps;
  }

  static async open(series: Series, workDir: string): Promise<Stage> {
    const { isTls, medium, mailboxes } = series;
    const fsync = medium === 'disk' ? 'optimized' : 'never';
    const source = await startDovecot({ separator: '.', tls: isTls, medium, fsync });
    const target = await startDovecot({ separator: '/', tls: isTls, medium, fsync });
    const servers = { source, target };
    const proxies = await proxiesOf(series, servers);
    const reached = { source: proxies?.source.port, target: proxies?.target.port };
    const taps = {
      source: await startTap(reached.source ?? clientPort(source)),
      target: await startTap(reached.target ?? clientPort(target)),
    };
    const certificates = isTls ? await certificatesOf(series, servers, workDir) : undefined;
    const stage = new Stage(series, { servers, proxies, certificates, taps });
    try {
      for (let n = 0; n < mailboxes; n += 1) await stage.#load(`source-${n}`, n);
    } catch (error) {
      await stage.close();
      throw error;
    }
    return stage;
  }

  /** The source's mailboxes with the targets' of this name, as clients reach them; watched: through the taps. */
  pairs(targetName: string, isWatched: boolean): MailboxPair[] {
    return this.#sources.map((source, n) => ({
      source: this.#endpoint('source', source, isWatched),
      target: this.#endpoint('target', `${targetName}-${n}`, isWatched),
    }));
  }

  get taps(): readonly Tap[] {
    return [this.#taps.source, this.#taps.target];
  }

  /** Adds a hundredth to each folder of the source; different mail at each call. */
  async addNewMail(seed: number): Promise<number> {
    const { series } = this;
    const messages = Math.ceil(series.mail.messages * newShare);
    const fresh = corpusOf({ ...series.mail, seed: 1_000 + seed, messages });
    // The folders are there: an empty one would only be made again.
    const folders = fresh.folders.filter((folder) => folder.messages.length > 0);
    for (const user of this.#sources) {
      const access = { ...this.#direct('source'), user };
      await loadCorpus({ folders }, access, { ...sourceStyle, foldersExist: true });
    }
    this.#scan = undefined;
    return messages * this.#sources.length;
  }

  /** The first mailbox by an independent scan of both sides. */
  async judge(targetName: string): Promise<string> {
    this.#scan ??= await scanMailbox({ ...this.#direct('source'), user: this.#sources[0] ?? '' });
    const copy = await scanMailbox({ ...this.#direct('target'), user: `${targetName}-0` });
    return describeComparison(compareMailboxes(this.#scan, copy), 0);
  }

  /** Deletes the targets of a run: many rounds would fill the memory that holds the mail. */
  drop(targetName: string): void {
    for (const n of this.#sources.keys()) {
      const dir = join(this.#servers.target.mailDir, `${targetName}-${n}`);
      rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    }
  }

  async close(): Promise<void> {
    for (const side of ['source', 'target'] as const) {
      this.#taps[side].stop();
      await this.#proxies?.[side].stop();
      await this.#servers[side].stop();
    }
  }

  async #load(user: string, place: number): Promise<void> {
    const { mail } = this.series;
    const corpus: Corpus = corpusOf({ ...mail, seed: mail.seed + 100 * place });
    await loadCorpus(corpus, { ...this.#direct('source'), user }, sourceStyle);
    this.#sources.push(user);
    this.messageCount += countMessages(corpus);
    this.bytes += countBytes(corpus);
  }

  #direct(side: 'source' | 'target') {
    return { host: '127.0.0.1', port: this.#servers[side].port, password: anyUserPassword };
  }

  #endpoint(side: 'source' | 'target', user: string, isWatched: boolean): Endpoint {
    const reached = this.#proxies?.[side].port ?? clientPort(this.#servers[side]);
    const port = isWatched ? this.#taps[side].port : reached;
    const certificateFile = this.#certificates?.[side];
    return { port, user, password: anyUserPassword, certificateFile };
  }
}

interface Parts {
  readonly servers: Readonly<Record<'source' | 'target', DovecotServer>>;
  readonly proxies: Readonly<Record<'source' | 'target', TcpProxy>> | undefined;
  readonly certificates: Readonly<Record<'source' | 'target', string>> | undefined;
  readonly taps: Readonly<Record<'source' | 'target', Tap>>;
}

function clientPort({ port, tlsPort }: DovecotServer): number {
  return tlsPort ?? port;
}

/** Kernel buffers of a line with that rate; more would hide it from clients. */
const lineBufferBytes = 256 << 10;

async function proxiesOf(series: Series, servers: Parts['servers']): Promise<Parts['proxies']> {
  const { rttMs, bitsPerSecond } = series;
  if (rttMs === 0 && bitsPerSecond === undefined) return undefined;
  const rate = (bitsPerSecond ?? 0) / 8;
  const line =
    bitsPerSecond === undefined
      ? {}
      : {
          upBytesPerSecond: rate,
          downBytesPerSecond: rate,
          sharesLine: true,
          bufferBytesMax: lineBufferBytes,
        };
  const to = (server: DovecotServer) => startProxy({ port: clientPort(server), rttMs, ...line });
  return { source: await to(servers.source), target: await to(servers.target) };
}

async function certificatesOf(
  { name }: Series,
  servers: Parts['servers'],
  workDir: string,
): Promise<Record<'source' | 'target', string>> {
  const write = async (side: 'source' | 'target') => {
    const file = join(workDir, `${name}-${side}.pem`);
    await writeFile(file, servers[side].certificate ?? '');
    return file;
  };
  return { source: await write('source'), target: await write('target') };
}
