import { SaxesParser } from 'saxes';
import { protocolViolation } from '../errors.ts';

/** An element by its local name: the schemas of Autodiscover are told apart by their elements. */
export interface SmallElement {
  readonly name: string;
  readonly children: SmallElement[];
  text: string;
}

const depthMax = 24;
const elementsMax = 2_000;

/** A short document. Document types are refused, so there are no entities but XML's own. @throws ConnectorError */
export function parseSmallXml(text: string): SmallElement {
  const parser = new SaxesParser({ xmlns: true, position: false });
  const root: SmallElement = { name: '', children: [], text: '' };
  const open: SmallElement[] = [root];
  let count = 0;
  parser.on('error', () => {
    throw protocolViolation('it is no XML');
  });
  parser.on('doctype', () => {
    throw protocolViolation('it has a document type');
  });
  parser.on('opentag', ({ local }) => {
    count += 1;
    if (open.length > depthMax || count > elementsMax) {
      throw protocolViolation('it has too many elements');
    }
    const element: SmallElement = { name: local, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  const take = (more: string) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += more;
  };
  parser.on('text', take);
  parser.on('cdata', take);
  parser.on('closetag', () => void open.pop());
  parser.write(text).close();
  return root;
}

/** All below it with that name, in order. */
export function* named(element: SmallElement, name: string): Generator<SmallElement> {
  for (const child of element.children) {
    if (child.name === name) yield child;
    yield* named(child, name);
  }
}

/** The text of the first below it with that name; empty where there is none. */
export function textOf(element: SmallElement | undefined, name: string): string {
  if (element === undefined) return '';
  for (const found of named(element, name)) return found.text.trim();
  return '';
}
