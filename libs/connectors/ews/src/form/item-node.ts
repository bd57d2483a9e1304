import type { AnswerElement } from '../soap/answer-element.ts';
import { escapeXml } from '../soap/xml-text.ts';
import { withPlainOffset } from './dates.ts';
import { ruleOf } from './item-grammar.ts';

/** An element of an item without its prefix: its name, its attributes, and its children or its text. */
export type ItemNode = readonly [
  name: string,
  attributes: Readonly<Record<string, string>>,
  content: string | readonly ItemNode[],
];

/** The children of those names, and of them what the grammar knows. */
export function nodesIn(element: AnswerElement, names: readonly string[]): ItemNode[] {
  return element.children.flatMap((child) => {
    const name = child.name.slice(2);
    return child.name.startsWith('t:') && names.includes(name) ? [nodeOf(child)] : [];
  });
}

export function nodeOf(element: AnswerElement): ItemNode {
  const name = element.name.slice(2);
  const { attributes = [], children = [] } = ruleOf(name);
  const kept = attributes.flatMap((key) => {
    const value = element.attributes.get(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  const below = nodesIn(element, children);
  return [name, Object.fromEntries(kept), below.length > 0 ? below : ownText(element, children)];
}

/** Blanks between children are no text. */
function ownText(element: AnswerElement, children: readonly string[]): string {
  if (children.length > 0 && element.children.length > 0) return '';
  return times.test(element.name) ? withPlainOffset(element.text) : element.text;
}

const times =
  /^t:(?:Start|End|OriginalStart|Birthday|WeddingAnniversary|ReminderDueBy|\w*Date\w*)$/;

/** Those of these names as XML, in the order of the names. */
export function xmlOf(nodes: readonly ItemNode[], names: readonly string[]): string {
  return names
    .flatMap((name) => nodes.filter((node) => node[0] === name))
    .map(xmlOfNode)
    .join('');
}

export function xmlOfNode([name, attributes, content]: ItemNode): string {
  const rule = ruleOf(name);
  const told = (rule.attributes ?? [])
    .filter((key) => attributes[key] !== undefined)
    .map((key) => ` ${key}="${escapeXml(attributes[key] ?? '')}"`)
    .join('');
  const { children = [] } = rule;
  const inner =
    typeof content === 'string'
      ? escapeXml(content)
      : rule.isInTheirOrder === true
        ? content
            .filter((child) => children.includes(child[0]))
            .map(xmlOfNode)
            .join('')
        : xmlOf(content, children);
  return inner === '' ? `<t:${name}${told}/>` : `<t:${name}${told}>${inner}</t:${name}>`;
}

export function nodeNamed(nodes: readonly ItemNode[], name: string): ItemNode | undefined {
  return nodes.find((node) => node[0] === name);
}

/** Empty where there is none, or it has no text. */
export function textNamed(nodes: readonly ItemNode[], name: string): string {
  const content = nodeNamed(nodes, name)?.[2];
  return typeof content === 'string' ? content : '';
}
