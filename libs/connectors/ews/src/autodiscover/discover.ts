import { resolveSrv } from 'node:dns/promises';
import { ConnectorError, type OpenContext } from '@mailhaul/connector-contract';
import { cleanServerText } from '@mailhaul/connector-line';
import { errorOf } from '../errors.ts';
import type { ValidEwsSettings } from '../ews-settings.ts';
import { type Place, isAllowed, placeOf } from './allowed-places.ts';
import { type Discovery, type Service, jsonService, plainService, soapService } from './answers.ts';
import { askOpenly, askSignedIn } from './ask.ts';

/** What the machine gives besides lines. */
export interface DiscoverySeams {
  readonly resolveSrv: (name: string) => Promise<readonly { name: string; port: number }[]>;
  /** Where a domain is asked without encryption for the place to ask. */
  readonly openPort: number;
}

const machine: DiscoverySeams = { resolveSrv, openPort: 80 };
/** Places and addresses that one search is led to. */
const redirectionsMax = 5;
const notesMax = 12;

/**
 * Where the mailbox's EWS is, asked of its domain as mail programs do (MS-OXDISCO §3.1.5, page "Autodiscover for Exchange"; the directory of a
 * Windows domain is left out): the domain, then `autodiscover.` below it, each by JSON, SOAP and plain XML; then where an unencrypted request is
 * led to; then the domain's SRV record. What signs in is shown only over TLS, to trusted servers on allowed hosts, that ask for it.
 * @throws ConnectorError
 */
export async function discover(
  settings: ValidEwsSettings,
  context: OpenContext,
  seams: DiscoverySeams = machine,
): Promise<Place> {
  const address = settings.mailbox ?? settings.user;
  if (!/^[^@\s]+@[^@\s]+$/.test(address)) {
    throw errorOf('autodiscover-failed', {
      message: 'Autodiscover needs a mail address: the user name is none.',
      remedy: 'Give the address as user, or with mailbox=; or name the server instead.',
    });
  }
  const search = new Search(settings, context, address);
  const { host: domain, port } = settings;
  for (const host of [domain, `autodiscover.${domain}`]) {
    const found = await search.at({ host, port, path: '' });
    if (found !== undefined) return found;
  }
  for (const more of [search.behindOpenRequest(seams), search.inDns(seams)]) {
    const found = await more;
    if (found !== undefined) return found;
  }
  throw search.failure();
}

class Search {
  readonly #settings: ValidEwsSettings;
  readonly #context: OpenContext;
  readonly #notes: string[] = [];
  readonly #asked = new Set<string>();
  #address: string;
  #redirectionsLeft = redirectionsMax;
  /** More of an answer than that nothing was found. */
  #refusal: ConnectorError | undefined;

  constructor(settings: ValidEwsSettings, context: OpenContext, address: string) {
    this.#settings = settings;
    this.#context = context;
    this.#address = address;
  }

  /** A host by all services, or a named place by the one that is there. */
  async at(place: Place): Promise<Place | undefined> {
    const key = `${this.#address} ${place.host}:${place.port}${place.path}`.toLowerCase();
    if (this.#asked.has(key)) return undefined;
    this.#asked.add(key);
    try {
      return await this.#askAll(place);
    } catch (error) {
      if (!(error instanceof ConnectorError) || this.#context.signal.aborted) throw error;
      this.#note(place.host, error.message);
      if (error.code === 'sign-in-rejected' || error.code === 'token-rejected')
        this.#refusal ??= error;
      if (error.code === 'address-refused') this.#refusal ??= error;
      return undefined;
    }
  }

  /** What a plain request is led to: hosters of many domains have no certificates for each. Nothing but the place is taken from it. */
  async behindOpenRequest({ openPort: port }: DiscoverySeams): Promise<Place | undefined> {
    const host = `autodiscover.${this.#settings.host}`;
    const settings = { ...this.#settings, host, port, security: 'none' as const };
    try {
      const { status, location } = await askOpenly(settings, plainService.path, this.#context);
      return status === 301 || status === 302 || status === 307
        ? await this.#follow(location ?? '')
        : undefined;
    } catch (error) {
      if (!(error instanceof ConnectorError) || this.#context.signal.aborted) throw error;
      this.#note(`http://${host}`, error.message);
      return undefined;
    }
  }

  /** RFC 2782. */
  async inDns({ resolveSrv: ask }: DiscoverySeams): Promise<Place | undefined> {
    const records = await ask(`_autodiscover._tcp.${this.#settings.host}`).catch(() => []);
    const [first] = records;
    if (first === undefined) return undefined;
    return this.#follow(`https://${first.name}:${first.port}${plainService.path}`);
  }

  failure(): ConnectorError {
    if (this.#refusal !== undefined) return this.#refusal;
    return errorOf('autodiscover-failed', { serverText: this.#notes.join('; ') });
  }

  async #askAll(place: Place): Promise<Place | undefined> {
    if (place.path === '') {
      const open = await this.#openly(place);
      if (open !== undefined) return open;
    }
    const services = [soapService, plainService].filter(
      ({ path }) => place.path === '' || path === place.path.toLowerCase(),
    );
    for (const service of services) {
      const found = await this.#by(service, place);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async #openly(place: Place): Promise<Place | undefined> {
    const path = jsonService.path(this.#address);
    const { status, location, text } = await askOpenly(this.#to(place), path, this.#context);
    if (status === 301 || status === 302) return this.#follow(location ?? '');
    return status === 200 ? this.#take(jsonService.answer(text), place) : undefined;
  }

  async #by(service: Service, place: Place): Promise<Place | undefined> {
    const { path } = service;
    const question = service.question(this.#address, `https://${place.host}${path}`);
    const asked = await askSignedIn({ ...this.#to(place), path }, question, this.#context);
    const { status, location, text } = asked;
    if (status >= 301 && status <= 308) return this.#follow(location ?? '');
    if (status === 200) return this.#take(service.answer(text), place);
    this.#note(place.host, `HTTP ${status} at ${path}`);
    return undefined;
  }

  #to({ host, port }: Place): ValidEwsSettings {
    return { ...this.#settings, host, port, security: 'tls', autodiscover: false };
  }

  async #take(discovery: Discovery, { host }: Place): Promise<Place | undefined> {
    switch (discovery.kind) {
      case 'found': {
        const place = placeOf(discovery.url);
        if (place !== undefined && isAllowed(place.host, this.#settings)) return place;
        this.#forbid(place, discovery.url);
        return undefined;
      }
      case 'redirect-url':
        return this.#follow(discovery.url);
      case 'redirect-address':
        return this.#askFor(discovery.address);
      case 'nothing':
        this.#note(host, discovery.words === '' ? 'knows nothing of the mailbox' : discovery.words);
        return undefined;
    }
  }

  async #follow(url: string): Promise<Place | undefined> {
    const place = placeOf(url);
    if (place === undefined || !isAllowed(place.host, this.#settings)) {
      this.#forbid(place, url);
      return undefined;
    }
    if (!this.#mayGoOn()) return undefined;
    const isService = [soapService, plainService].some(
      ({ path }) => path === place.path.toLowerCase(),
    );
    return this.at(isService ? place : { ...place, path: '' });
  }

  async #askFor(address: string): Promise<Place | undefined> {
    const domain = /^[^@\s]{1,64}@([\w.-]{1,253})$/.exec(address)?.[1] ?? '';
    if (domain === '' || !isAllowed(domain, this.#settings)) {
      this.#forbid(undefined, domain);
      return undefined;
    }
    if (!this.#mayGoOn()) return undefined;
    this.#address = address;
    for (const host of [domain, `autodiscover.${domain}`]) {
      const found = await this.at({ host, port: this.#settings.port, path: '' });
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #mayGoOn(): boolean {
    this.#redirectionsLeft -= 1;
    if (this.#redirectionsLeft < 0) this.#note('Autodiscover', 'leads on and on');
    return this.#redirectionsLeft >= 0;
  }

  #forbid(place: Place | undefined, told: string): void {
    const words = place === undefined ? told : place.host;
    this.#note('Autodiscover', `leads to ${words}, which is not allowed`);
    if (place === undefined) return;
    this.#refusal ??= errorOf('autodiscover-failed', {
      message: 'Autodiscover leads to a server of another domain.',
      serverText: place.host,
      remedy:
        'If it is yours, name it among the hosts that Autodiscover may lead to ' +
        `(in a URL: autodiscover-hosts=${cleanServerText(place.host)}), or give it in place of the domain.`,
    });
  }

  #note(host: string, words: string): void {
    if (this.#notes.length < notesMax)
      this.#notes.push(cleanServerText(`${host}: ${words}`).slice(0, 120));
  }
}
