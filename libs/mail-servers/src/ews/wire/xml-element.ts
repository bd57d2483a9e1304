import { SaxesParser } from 'saxes';
import { SchemaViolation } from './schema-violation.ts';
import { namespaces } from './namespaces.ts';

/** An element of a request; `name` has the letter of its namespace: `t:Message`. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const depthMax = 64;
/** Where the text of an element may begin that holds a message. */
const longTextStart = />(?=[A-Za-z0-9+/]{1024})/g;
const letters = new Map(Object.entries(namespaces).map(([letter, uri]) => [uri as string, letter]));

/** @throws SchemaViolation for what is no XML, or has a document type. */
export function parseXml(text: string): XmlElement {
  interface Open {
    name: string;
    attributes: Record<string, string>;
    children: XmlElement[];
    text: string;
  }
  const parser = new SaxesParser({ xmlns: true });
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  parser.on('error', (error) => {
    throw new SchemaViolation(error.message);
  });
  parser.on('doctype', () => {
    throw new SchemaViolation('For security reasons DTD is prohibited in this XML document.');
  });
  parser.on('opentag', ({ uri, local, attributes }) => {
    if (open.length > depthMax) throw new SchemaViolation('The request is nested too deeply.');
    const plain = Object.values(attributes).filter(({ prefix }) => prefix === '');
    const name = `${letters.get(uri) ?? '?'}:${local}`;
    const entries = plain.map((attribute) => [attribute.local, attribute.value]);
    open.push({
      ...{ name, children: [], text: '' },
      attributes: Object.fromEntries(entries) as Record<string, string>,
    });
  });
  parser.on('text', (piece) => {
    const last = open.at(-1);
    if (last !== undefined) last.text += piece;
  });
  parser.on('closetag', () => {
    const closed = open.pop();
    if (closed !== undefined) open.at(-1)?.children.push(closed);
  });
  let at = 0;
  for (const { start, end } of longTexts(text)) {
    parser.write(text.slice(at, start));
    const last = open.at(-1);
    if (last !== undefined) last.text += text.slice(start, end);
    at = end;
  }
  parser.write(text.slice(at)).close();
  const [document] = root.children;
  if (document === undefined) throw new SchemaViolation('Root element is missing.');
  return document;
}

/** The parser looks at each character, which is much for base64: whole texts of it go past it. */
function* longTexts(text: string): Generator<{ readonly start: number; readonly end: number }> {
  // In a comment or a section nothing is an element's text.
  if (text.includes('<!')) return;
  for (const { index } of text.matchAll(longTextStart)) {
    const start = index + 1;
    const end = text.indexOf('<', start);
    if (end !== -1 && !/[^A-Za-z0-9+/=]/.test(text.slice(start, end))) yield { start, end };
  }
}

/** The first child of that name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** An element with a text or with children, as a request could have had it. */
export function elementNamed(name: string, content: string | readonly XmlElement[]): XmlElement {
  return typeof content === 'string'
    ? { name, attributes: {}, children: [], text: content }
    : { name, attributes: {}, children: content, text: '' };
}

/** The element as it stands in an answer. */
export function xmlOf({ name, attributes, children, text }: XmlElement): string {
  const own = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  const content = children.length > 0 ? children.map(xmlOf).join('') : escapeXml(text);
  return content === ''
    ? `<${name}${own.join('')}/>`
    : `<${name}${own.join('')}>${content}</${name}>`;
}

/** As text of an element or a value of an attribute; what XML 1.0 cannot say is left out. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
