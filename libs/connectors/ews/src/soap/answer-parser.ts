import { SaxesParser } from 'saxes';
import { errorOf, protocolViolation } from '../errors.ts';
import type { AnswerElement } from './answer-element.ts';
import { namespaces } from './envelope.ts';
import { HeldBody } from './held-body.ts';

const depthMax = 64;
/** Of all that is not a message's content, between one response message and the next. */
const textCharsMax = 16 * 1024 * 1024;
const elementsMax = 100_000;
/** SOAP 1.2 differs in its faults alone, as far as answers go. */
const soap12 = 'http://www.w3.org/2003/05/soap-envelope';
const letters = new Map<string, string>([
  ...Object.entries(namespaces).map(([letter, uri]) => [uri, letter] as const),
  [soap12, 's'],
]);
const schemaInstance = 'http://www.w3.org/2001/XMLSchema-instance';
/** What holds base64 that may be as large as an item: MIME, a file attached, an item as ExportItems gives it. */
const bodyNames: ReadonlySet<string> = new Set(['t:MimeContent', 't:Content', 'm:Data']);
/** Where a long stretch of base64 may begin, behind the tag of what holds it. */
const stretchStart = />(?=[A-Za-z0-9+/]{64})/g;
/** Exchange writes control characters of subjects and names as they are, which XML 1.0 forbids. */
const forgiven = /disallowed character|malformed character entity/;

/**
 * An answer in pieces. Response messages are given away as they end; contents of messages go to a {@link HeldBody} as they
 * come. Document types are refused, so there are no entities but XML's own; depth and size are bounded.
 */
export class AnswerParser {
  readonly #parser = new SaxesParser({ xmlns: true, position: false });
  readonly #open: AnswerElement[] = [];
  readonly #wholeBytesMax: number;
  /** Response messages that ended since they were last taken. */
  #ready: AnswerElement[] = [];
  /** How deep those stand that are open and said to be nothing. */
  readonly #nil = new Set<number>();
  #textChars = 0;
  #bodyChars = 0;
  #elementCount = 0;
  /** Nothing but base64 has come since the body that is open began. */
  #isInStretch = false;
  fault: AnswerElement | undefined;
  header: AnswerElement | undefined;

  constructor(wholeBytesMax: number) {
    this.#wholeBytesMax = wholeBytesMax;
    const parser = this.#parser;
    parser.on('error', (error) => {
      if (!forgiven.test(error.message)) throw protocolViolation(`it is no XML (${error.message})`);
    });
    parser.on('doctype', () => {
      throw protocolViolation('it has a document type');
    });
    parser.on('opentag', ({ uri, local, attributes }) => {
      const plain = new Map<string, string>();
      let isNil = false;
      for (const { local: name, value, uri: of } of Object.values(attributes)) {
        if (of === schemaInstance) isNil ||= name === 'nil' && /^\s*(?:true|1)\s*$/.test(value);
        else plain.set(name, value);
      }
      this.#begin(`${letters.get(uri) ?? '?'}:${local}`, plain, isNil);
    });
    parser.on('text', (text) => this.#take(text));
    parser.on('cdata', (text) => this.#take(text));
    parser.on('closetag', () => this.#end());
  }

  /** @throws ConnectorError */
  async write(text: string): Promise<readonly AnswerElement[]> {
    const before = this.#bodyChars;
    for (let at = 0; at < text.length;) at = this.#writeFrom(text, at);
    this.#textChars += text.length - (this.#bodyChars - before);
    if (this.#textChars > textCharsMax) throw errorOf('answer-too-large');
    const ready = this.#ready;
    this.#ready = [];
    await this.#last?.body?.settle();
    if (ready.length > 0) [this.#textChars, this.#elementCount] = [0, 0];
    return ready;
  }

  /** @throws ConnectorError where the document is not complete. */
  finish(): void {
    this.#parser.close();
  }

  /** Characters of messages' contents so far. */
  get bodyChars(): number {
    return this.#bodyChars;
  }

  /** The body that was cut off, if any. */
  async discard(): Promise<void> {
    await this.#last?.body?.discard();
    await Promise.all(this.#ready.map(discardBodies));
  }

  /** saxes looks at each character one by one, which is too much for messages: their base64 goes past it. */
  #writeFrom(text: string, at: number): number {
    if (this.#isInStretch) {
      const tagAt = text.indexOf('<', at);
      const end = tagAt === -1 ? text.length : tagAt;
      const stretch = text.slice(at, end);
      // References are for the parser; what else is none of base64 is refused where it is decoded.
      const isPlain = !stretch.includes('&');
      this.#isInStretch = isPlain && tagAt === -1;
      if (isPlain && stretch !== '') {
        this.#take(stretch);
        return end;
      }
    }
    stretchStart.lastIndex = at;
    const end = stretchStart.test(text) ? stretchStart.lastIndex : text.length;
    this.#parser.write(text.slice(at, end));
    this.#flush();
    this.#isInStretch = text[end - 1] === '>' && this.#last?.body !== undefined;
    return end;
  }

  get #last(): AnswerElement | undefined {
    return this.#open.at(-1);
  }

  #begin(name: string, attributes: ReadonlyMap<string, string>, isNil: boolean): void {
    this.#elementCount += 1;
    if (this.#elementCount > elementsMax) throw errorOf('answer-too-large');
    if (this.#open.length >= depthMax) throw protocolViolation('it is nested too deeply');
    const body = bodyNames.has(name) ? new HeldBody(this.#wholeBytesMax) : undefined;
    this.#open.push({ name, attributes, children: [], text: '', body });
    if (isNil) this.#nil.add(this.#open.length);
  }

  #take(text: string): void {
    const last = this.#last;
    if (last === undefined) return;
    if (last.body === undefined) {
      last.text += text;
      return;
    }
    this.#bodyChars += text.length;
    last.body.take(text);
  }

  /** saxes keeps text until the next tag; contents of messages are too much to be kept. */
  #flush(): void {
    if (this.#last?.body === undefined) return;
    const kept: unknown = this.#parser['text'];
    this.#parser['text'] = '';
    if (typeof kept === 'string' && kept !== '') this.#take(kept);
  }

  #end(): void {
    const isNil = this.#nil.delete(this.#open.length);
    const ended = this.#open.pop();
    const parent = this.#last;
    if (ended === undefined) return;
    if (parent === undefined) {
      if (ended.name !== 's:Envelope') throw protocolViolation('it is no SOAP');
      return;
    }
    // Said to be nothing (XML Schema part 1, §2.6.2): as if it were not there.
    if (isNil) return;
    if (parent.name === 'm:ResponseMessages') this.#ready.push(ended);
    else if (ended.name === 's:Fault') this.fault = ended;
    else if (ended.name === 's:Header') this.header = ended;
    else parent.children.push(ended);
  }
}

/** Bodies of an element that nobody wants. */
export async function discardBodies(element: AnswerElement): Promise<void> {
  await element.body?.discard();
  for (const child of element.children) await discardBodies(child);
}
