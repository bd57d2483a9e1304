import type { DocumentItem } from '../form/item-document.ts';
import { withPlainOffset } from '../form/dates.ts';
import { itemRules } from '../form/item-grammar.ts';
import { type ItemNode, nodeOf, nodesIn } from '../form/item-node.ts';
import { type AnswerElement, childOf } from '../soap/answer-element.ts';
import { carriedProperties, isOf, properties, propertyPaths } from '../soap/properties.ts';
import type { CallCore } from './session-core.ts';

const extras = [...carriedProperties, properties.submitTime];

/** The properties without an element that are read with an item. */
export function extrasPaths({ facts }: CallCore): string {
  return propertyPaths(extras, facts.toldProperties ?? 'all');
}

/** An answer's item as far as it can be written again, but for what is attached to it. */
export function documentItemOf(answer: AnswerElement): DocumentItem {
  const element = elementFor(answer.name.slice(2));
  return {
    element,
    fields: fieldsOf(answer, element),
    extras: answer.children.filter(isExtra).map(extraOf),
    attachments: [],
  };
}

/** Meeting requests and their like can be made as messages only (EWS reference page `CreateItem`). */
function elementFor(name: string): string {
  if (/^Meeting/.test(name)) return 'Message';
  return itemRules[name] === undefined ? 'Item' : name;
}

export function fieldsOf(answer: AnswerElement, element: string): ItemNode[] {
  const rule = itemRules[element];
  if (rule === undefined) return [];
  return nodesIn(answer, [...rule.before, ...rule.middle, ...rule.behind]);
}

/** Some servers give more than was asked for. */
function isExtra(child: AnswerElement): boolean {
  if (child.name !== 't:ExtendedProperty') return false;
  const told = childOf(child, 't:ExtendedFieldURI')?.attributes;
  return told !== undefined && extras.some((property) => isOf(property, told));
}

function extraOf(child: AnswerElement): ItemNode {
  const [name, attributes, content] = nodeOf(child);
  const type = childOf(child, 't:ExtendedFieldURI')?.attributes.get('PropertyType');
  if (type !== 'SystemTime' || typeof content === 'string') return [name, attributes, content];
  const written = content.map(([part, about, text]): ItemNode => {
    return [part, about, typeof text === 'string' ? withPlainOffset(text) : text];
  });
  return [name, attributes, written];
}
